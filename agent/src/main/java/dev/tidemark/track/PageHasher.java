package dev.tidemark.track;

/**
 * Hashes blocks of a region's memory: 64 bits each.
 *
 * <p>Memory that goes away meanwhile makes {@link #hash} return false; it never crashes the JVM, because each part of at most
 * {@value #CHUNK} bytes, or one block, is read under the lock that whoever frees memory takes first.
 *
 * <p>One thread at a time.
 */
final class PageHasher implements PageContent {
    private static final int CHUNK = 64 << 10;

    private final RegionMemory memory;
    private final int blockShift;

    /** @param blockShift log2 of the block size: 0 to 21 */
    PageHasher(RegionMemory memory, int blockShift) {
        this.memory = memory;
        this.blockShift = blockShift;
    }

    @Override
    public boolean hash(long first, int count, long[] into) {
        throw new UnsupportedOperationException();
    }
}
