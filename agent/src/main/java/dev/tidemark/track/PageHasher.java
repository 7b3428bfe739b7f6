package dev.tidemark.track;

import java.util.SplittableRandom;

/**
 * Hashes blocks of a region's memory: XXH3, 64 bits, with a seed that each JVM draws anew.
 *
 * <p>Memory that goes away meanwhile makes {@link #hash} return false; it never crashes the JVM, because native memory is copied
 * out in parts of at most {@value #PART} bytes, or one block, each under the lock that whoever frees the memory takes first. Heap
 * arrays are read where they are.
 *
 * <p>One thread at a time.
 */
final class PageHasher implements PageContent {
    private static final int PART = 64 << 10;

    private final RegionMemory memory;
    private final int blockShift;
    private byte[] part;

    /** @param blockShift log2 of the block size: 0 to 21 */
    PageHasher(RegionMemory memory, int blockShift) {
        this.memory = memory;
        this.blockShift = blockShift;
    }

    @Override
    public boolean hash(long first, int count, long[] into) {
        if (memory.isHeap()) {
            return hashArray(first, count, into);
        }
        try {
            return hashCopies(first, count, into);
        } catch (RuntimeException | InternalError e) {
            // An arena of another thread, a scope without a segment, a mapped file that was cut short. The JVM throws
            // the error for
            // that last one somewhat later than the read, mostly still in here.
            return false;
        }
    }

    private boolean hashArray(long first, int count, long[] into) {
        byte[] array = memory.array();
        if (array == null) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            long offset = first + i << blockShift;
            into[i] = Xxh3.HASH.of(array, memory.arrayIndex(offset), length(offset));
        }
        return true;
    }

    private boolean hashCopies(long first, int count, long[] into) {
        if (part == null) {
            part = new byte[Math.max(PART, 1 << blockShift)];
        }
        int blocksPerPart = part.length >>> blockShift;
        for (int done = 0; done < count; done += blocksPerPart) {
            int blocks = Math.min(blocksPerPart, count - done);
            long offset = first + done << blockShift;
            int bytes = (blocks - 1 << blockShift) + length(offset + ((long) blocks - 1 << blockShift));
            if (!memory.read(offset, part, 0, bytes)) {
                return false;
            }
            for (int i = 0; i < blocks; i++) {
                int at = i << blockShift;
                into[done + i] = Xxh3.HASH.of(part, at, Math.min(1 << blockShift, bytes - at));
            }
        }
        return true;
    }

    private int length(long offset) {
        return (int) Math.min(1L << blockShift, memory.byteSize() - offset);
    }

    /** Loaded when it is needed, which for most programs is never. Thread-safe. */
    private static final class Xxh3 {
        static final ContentHash HASH = new ContentHash(new SplittableRandom().nextLong());
    }
}
