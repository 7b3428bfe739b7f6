package dev.tidemark.track;

/** What a region's pages hold, as hashes. */
interface PageContent {
    /**
     * Hashes whole pages, or blocks of another size that the implementation was made for. The last one may be shorter.
     *
     * @param first index of the first
     * @param count how many, at least 1
     * @param into receives the hash of block {@code first + i} at index {@code i}
     * @return false if the memory cannot be read: freed, closed, collected, or open to another thread only. {@code into} is not
     *     to be used then
     */
    boolean hash(long first, int count, long[] into);
}
