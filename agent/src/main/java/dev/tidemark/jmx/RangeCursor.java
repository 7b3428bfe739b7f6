package dev.tidemark.jmx;

import dev.tidemark.DirtyPages;
import dev.tidemark.Region;
import java.util.Arrays;

/**
 * Cuts one part out of a set of dirty pages: at most {@code maxRuns} runs from the page that holds {@code fromOffset} on. Walks
 * all runs of the set, and allocates for those that it returns.
 */
final class RangeCursor {
    private final long firstByte;
    private final int maxRuns;
    private long[] offsets = new long[16];
    private long[] lengths = new long[16];
    private int count;
    private long nextOffset = -1;

    private RangeCursor(long firstByte, int maxRuns) {
        this.firstByte = firstByte;
        this.maxRuns = maxRuns;
    }

    /** The part that starts at {@code fromOffset}; a run that reaches across it is cut to the pages from there on. */
    static RangeList list(String client, DirtyPages pages, long fromOffset, int maxRuns) {
        Region region = pages.region();
        Limits.checkFromOffset(region, fromOffset);
        Limits.checkMaxRuns(maxRuns);
        RangeCursor cursor = new RangeCursor(fromOffset - fromOffset % region.pageSize(), maxRuns);
        pages.forEachRun(cursor::accept);
        return new RangeList(
                region.name(),
                client,
                pages.epoch(),
                region.pageSize(),
                Arrays.copyOf(cursor.offsets, cursor.count),
                Arrays.copyOf(cursor.lengths, cursor.count),
                pages.runCount(),
                pages.pageCount(),
                pages.byteCount(),
                cursor.nextOffset);
    }

    private void accept(long byteOffset, long byteLength) {
        long end = byteOffset + byteLength;
        if (end <= firstByte || nextOffset >= 0) {
            return;
        }
        if (count == maxRuns) {
            nextOffset = byteOffset;
            return;
        }
        if (count == offsets.length) {
            offsets = Arrays.copyOf(offsets, 2 * count);
            lengths = Arrays.copyOf(lengths, 2 * count);
        }
        long start = Math.max(byteOffset, firstByte);
        offsets[count] = start;
        lengths[count] = end - start;
        count++;
    }
}
