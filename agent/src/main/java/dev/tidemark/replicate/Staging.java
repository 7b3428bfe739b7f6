package dev.tidemark.replicate;

import dev.tidemark.track.TrackedRegion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Pages as they were while a guest stood still. Nothing is done there but to copy them: they are looked at and sent when it runs again. Grows to
 * its limit and stays there. Not thread-safe.
 */
final class Staging {
    /** Pages that do not fit into what is left of a room go on in the next one. */
    private static final int ROOM_BYTES = Protocol.MAX_RUN;

    private final long limit;
    private final List<byte[]> rooms = new ArrayList<>();

    /** Of each part, where it is in the region; and its bytes, which are within one room. */
    private long[] offsets = new long[64];

    private int[] lengths = new int[64];
    private int parts;
    private long bytes;

    /** @param limit bytes */
    Staging(long limit) {
        this.limit = limit;
    }

    /** Whether so many bytes fit into it when it is empty. */
    boolean fits(long wanted) {
        return wanted <= limit;
    }

    void clear() {
        parts = 0;
        bytes = 0;
    }

    /** Adds a run of pages; only the last one may end with a part of a page. */
    void copy(TrackedRegion region, long offset, long length) {
        for (long done = 0; done < length; ) {
            int at = (int) (bytes % ROOM_BYTES);
            int part = (int) Math.min(length - done, ROOM_BYTES - at);
            region.read(offset + done, room(), at, part);
            add(offset + done, part);
            done += part;
        }
    }

    private byte[] room() {
        int room = (int) (bytes / ROOM_BYTES);
        if (room == rooms.size()) {
            rooms.add(new byte[ROOM_BYTES]);
        }
        return rooms.get(room);
    }

    private void add(long offset, int length) {
        if (parts == lengths.length) {
            offsets = Arrays.copyOf(offsets, 2 * parts);
            lengths = Arrays.copyOf(lengths, 2 * parts);
        }
        offsets[parts] = offset;
        lengths[parts] = length;
        parts++;
        bytes += length;
    }

    /** Takes {@code length} bytes of an array, which belong at {@code offset} of the region. */
    interface Consumer {
        void take(long offset, byte[] from, int at, int length) throws IOException;
    }

    /** Hands all on, in order, and is empty. */
    void drain(Consumer to) throws IOException {
        long from = 0;
        for (int i = 0; i < parts; i++) {
            to.take(offsets[i], rooms.get((int) (from / ROOM_BYTES)), (int) (from % ROOM_BYTES), lengths[i]);
            from += lengths[i];
        }
        clear();
    }
}
