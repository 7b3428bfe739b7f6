package dev.tidemark.it;

import dev.tidemark.Coverage;
import dev.tidemark.DirtyPages;
import dev.tidemark.Region;
import dev.tidemark.RegionKind;
import dev.tidemark.Tidemark;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;

/**
 * A tracked buffer that other code writes, beside two replicas that only take over dirty pages: one after every step, one at the
 * end. A byte of a replica that differs from the memory is a missed write.
 */
public final class ReplicatedMemory implements AutoCloseable {
    /** Bytes; enough for a heap buffer to be known from birth. */
    public static final int SIZE = 1 << 20;

    /** Kinds that buffers have. */
    public static final List<RegionKind> KINDS = List.of(RegionKind.DIRECT, RegionKind.MAPPED, RegionKind.HEAP);

    private static final int PAGE = 64;

    private final String title;
    private final ByteBuffer whole;
    private final Region region;
    private final Replica early;
    private final Replica late;
    private byte[] before;
    private int steps;
    private long changedBytes;
    private long dirtyPages;

    /** A fresh region of {@code kind}, which is in {@link #KINDS}; {@code user} names it. */
    public ReplicatedMemory(String user, RegionKind kind) throws IOException {
        title = user + " " + kind;
        whole = switch (kind) {
            case HEAP -> ByteBuffer.allocate(SIZE);
            case DIRECT -> ByteBuffer.allocateDirect(SIZE);
            case MAPPED -> map();
            case NATIVE -> throw new IllegalArgumentException("no buffer spans native memory");
        };
        region = Tidemark.track(title, whole, PAGE);
        expect(Coverage.COMPLETE);
        early = new Replica(region, "early");
        late = new Replica(region, "late");
        early.update(whole);
        late.update(whole);
        before = bytes();
    }

    /** {@code length} bytes to write. */
    public ByteBuffer slice(int from, int length) {
        return whole.slice(from, length);
    }

    /** After {@code what} wrote between {@code from} and {@code to}, are all pages dirty that changed, and no others but of that range? */
    public void judge(String what, int from, int to) {
        DirtyPages dirty = early.update(whole);
        byte[] now = bytes();
        int missed = Arrays.mismatch(early.bytes(), now);
        if (missed >= 0) {
            throw new AssertionError(
                    "MISSED byte " + missed + " of " + this + " after " + what + ", written " + from + " to " + to);
        }
        dirty.forEachRun((offset, length) -> {
            for (int page = (int) offset; page < offset + length; page += PAGE) {
                boolean outside = page + PAGE <= from || page >= to;
                // a library that leaves its slice changes bytes there
                if (outside && Arrays.equals(before, page, page + PAGE, now, page, page + PAGE)) {
                    throw new AssertionError("called dirty: the page at " + page + " of " + this + " after " + what
                            + ", written " + from + " to " + to);
                }
            }
        });
        long changed = 0;
        for (int i = 0; i < SIZE; i++) {
            changed += before[i] == now[i] ? 0 : 1;
        }
        before = now;
        steps++;
        changedBytes += changed;
        dirtyPages += dirty.pageCount();
    }

    /** The region's coverage must be this now. */
    public void expect(Coverage wanted) {
        if (region.coverage() != wanted) {
            throw new AssertionError("coverage of " + title + " should be " + wanted + " but is " + region.coverage());
        }
    }

    /** Judges the replica that waited, prints the counts, and ends the region. */
    @Override
    public void close() {
        late.update(whole);
        int missed = Arrays.mismatch(late.bytes(), bytes());
        if (missed >= 0) {
            throw new AssertionError("MISSED byte " + missed + " of " + this + " for a client that harvests once");
        }
        if (changedBytes < 100L * steps) {
            throw new AssertionError("hardly anything was written to " + this);
        }
        System.out.println(this + ", 0 bytes missed");
        region.close();
    }

    @Override
    public String toString() {
        return title + ": " + steps + " steps, " + changedBytes + " bytes changed, " + dirtyPages + " pages dirty, "
                + region.coverage();
    }

    private byte[] bytes() {
        byte[] bytes = new byte[SIZE];
        whole.get(0, bytes);
        return bytes;
    }

    private static ByteBuffer map() throws IOException {
        Path file = Files.createTempFile("library", ".bin");
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE)) {
            return channel.map(MapMode.READ_WRITE, 0, SIZE);
        }
    }
}
