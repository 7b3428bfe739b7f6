package dev.tidemark.jmx;

/**
 * A part of the dirty ranges of a region, as an operation answers it. The two arrays run in parallel: range {@code i} is
 * {@code lengths[i]} bytes from byte {@code offsets[i]} on.
 *
 * @param region name of the region
 * @param client name of the client
 * @param epoch the region's harvest count when the pages were looked at or taken
 * @param pageSize bytes per page
 * @param offsets first byte of each range, ascending
 * @param lengths bytes of each range; the region's last page counts with the bytes it has
 * @param totalRuns ranges in the whole set, not only in this part
 * @param totalPages pages in the whole set
 * @param totalBytes bytes in the whole set
 * @param nextOffset where the next part starts, to be passed as {@code fromOffset}; -1 if this was the last
 */
public record RangeList(
        String region,
        String client,
        long epoch,
        int pageSize,
        long[] offsets,
        long[] lengths,
        long totalRuns,
        long totalPages,
        long totalBytes,
        long nextOffset) {

    /** The most ranges that one answer holds. */
    public static final int MAX_RUNS = 10_000;

    /** The answer where no page is dirty. */
    static RangeList empty(String region, String client, long epoch, int pageSize) {
        return new RangeList(region, client, epoch, pageSize, new long[0], new long[0], 0, 0, 0, -1);
    }

    /** Pages of range {@code index}. */
    public long pages(int index) {
        return (lengths[index] + pageSize - 1) / pageSize;
    }
}
