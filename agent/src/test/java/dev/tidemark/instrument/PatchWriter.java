package dev.tidemark.instrument;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Makes the files that {@link Patches} reads. */
final class PatchWriter {
    /** A step costs 12 bytes; what is shorter than that is added. */
    private static final int SHORTEST_COPY = 16;

    private final ByteArrayOutputStream file = new ByteArrayOutputStream();

    /** Adds a class. */
    void add(String owner, byte[] original, ClassRewriter.Result rewritten) {
        byte[] steps = steps(original, rewritten.bytes());
        try (DataOutputStream out = new DataOutputStream(file)) {
            byte[] name = owner.getBytes(StandardCharsets.US_ASCII);
            out.writeShort(name.length);
            out.write(name);
            out.writeInt(original.length);
            out.writeInt(Patches.crc(original));
            out.writeInt(Patches.adler(original));
            out.writeShort(rewritten.matched());
            out.writeInt(rewritten.bytes().length);
            out.writeInt(steps.length);
            out.write(steps);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] file() {
        return file.toByteArray();
    }

    private static byte[] steps(byte[] from, byte[] to) {
        Map<Long, Integer> places = new HashMap<>();
        for (int i = from.length - SHORTEST_COPY; i >= 0; i--) {
            places.put(hash(from, i), i);
        }
        ByteArrayOutputStream steps = new ByteArrayOutputStream();
        int copyFrom = 0;
        int copied = length(from, 0, to, 0);
        int added = 0; // bytes in front of at that no copy gives
        int at = copied;
        while (at < to.length) {
            // Where the last copy would go on if as much had been replaced, and wherever there is the like.
            int straight = copyFrom + copied + added;
            int like = at + SHORTEST_COPY <= to.length ? places.getOrDefault(hash(to, at), straight) : straight;
            int straightOn = length(from, straight, to, at);
            int likeOn = length(from, like, to, at);
            int found = Math.max(straightOn, likeOn);
            if (found < SHORTEST_COPY) {
                added++;
                at++;
            } else {
                step(steps, copyFrom, copied, to, at, added);
                copyFrom = straightOn >= likeOn ? straight : like;
                copied = found;
                added = 0;
                at += found;
            }
        }
        step(steps, copyFrom, copied, to, at, added);
        return steps.toByteArray();
    }

    private static void step(ByteArrayOutputStream steps, int copyFrom, int copied, byte[] to, int addedTo, int added) {
        try (DataOutputStream out = new DataOutputStream(steps)) {
            out.writeInt(copyFrom);
            out.writeInt(copied);
            out.writeInt(added);
            out.write(to, addedTo - added, added);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many bytes are the same from there on. */
    private static int length(byte[] from, int fromAt, byte[] to, int toAt) {
        if (fromAt >= from.length) {
            return 0;
        }
        int end = Arrays.mismatch(from, fromAt, from.length, to, toAt, to.length);
        return end < 0 ? from.length - fromAt : end;
    }

    private static long hash(byte[] bytes, int at) {
        long hash = 0;
        for (int i = at; i < at + SHORTEST_COPY; i++) {
            hash = hash * 0x9E3779B97F4A7C15L + bytes[i];
        }
        return hash;
    }
}
