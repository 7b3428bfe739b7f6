package dev.tidemark.track;

import dev.tidemark.RunConsumer;
import java.util.Arrays;

/**
 * A set of pages that never changes: the chunks that have any, in order. Costs what its dirty chunks cost, whatever the region's size;
 * chunks are shared with other sets and with bitmaps.
 *
 * <p>Safe to share between threads.
 */
final class Pages {
    /** Ascending indices of chunks; chunk k has the pages from {@code index[k] * Chunk.PAGES} on. */
    private final int[] index;

    /** Frozen, none of them empty. */
    private final Chunk[] chunks;

    private final long count;

    /** Both arrays pass into its possession. */
    Pages(int[] index, Chunk[] chunks) {
        this.index = index;
        this.chunks = chunks;
        long pages = 0;
        for (Chunk chunk : chunks) {
            pages += chunk.count;
        }
        this.count = pages;
    }

    long count() {
        return count;
    }

    /** Which chunks of the region they are, ascending. Not to be changed. */
    int[] index() {
        return index;
    }

    /** Not to be changed. */
    Chunk[] chunks() {
        return chunks;
    }

    boolean has(long page) {
        int k = Arrays.binarySearch(index, (int) (page >>> Chunk.SHIFT));
        return k >= 0 && chunks[k].has((int) page & Chunk.PAGES - 1);
    }

    Pages combined(SetOperation operation, Pages other) {
        int[] indices = new int[index.length + other.index.length];
        Chunk[] made = new Chunk[indices.length];
        int n = 0;
        int i = 0;
        int j = 0;
        while (i < index.length || j < other.index.length) {
            int mine = i < index.length ? index[i] : Integer.MAX_VALUE;
            int theirs = j < other.index.length ? other.index[j] : Integer.MAX_VALUE;
            Chunk chunk;
            if (mine < theirs) {
                chunk = operation.keepsMine() ? chunks[i] : null;
                i++;
            } else if (theirs < mine) {
                chunk = operation.keepsTheirs() ? other.chunks[j] : null;
                j++;
            } else {
                chunk = chunks[i].combined(operation, other.chunks[j]);
                i++;
                j++;
            }
            if (chunk != null) {
                indices[n] = Math.min(mine, theirs);
                made[n++] = chunk;
            }
        }
        return new Pages(Arrays.copyOf(indices, n), Arrays.copyOf(made, n));
    }

    /** How many runs there are. Reads each dirty chunk. */
    long runCount() {
        long runs = 0;
        long before = 0;
        for (int k = 0; k < index.length; k++) {
            Chunk chunk = chunks[k];
            long carry = k > 0 && index[k - 1] + 1 == index[k] ? before : 0;
            runs += chunk.count == Chunk.PAGES ? 1 - carry : chunk.countRuns(carry);
            before = chunk.words[Chunk.WORDS - 1] >>> 63;
        }
        return runs;
    }

    /**
     * Hands every run to {@code consumer} in bytes, lowest first. Allocates nothing.
     *
     * <p>A run is known when the next one begins, or at the end; until then it is {@code [first, end)}, and pages that begin where it
     * ends make it longer. Full chunks cost one compare, and so do full words. Worked example for other words, 0110_1110b: the lowest 1
     * is bit 1; filling below it gives 0110_1111b, whose lowest 0 is bit 4: pages [1, 4). Clearing the trailing ones leaves 0110_0000b,
     * and so on.
     *
     * @param pageShift log2 of the page size
     * @param byteSize of the region: the last run may be shorter than its pages
     */
    void forEachRun(int pageShift, long byteSize, RunConsumer consumer) {
        long first = 0;
        long end = 0;
        for (int k = 0; k < index.length; k++) {
            Chunk chunk = chunks[k];
            long base = (long) index[k] << Chunk.SHIFT;
            if (chunk.count == Chunk.PAGES) {
                if (base != end) {
                    if (end != first) {
                        consumer.accept(first << pageShift, end - first << pageShift);
                    }
                    first = base;
                }
                end = base + Chunk.PAGES;
                continue;
            }
            long[] words = chunk.words;
            for (long left = chunk.present; left != 0; left &= left - 1) {
                int i = Long.numberOfTrailingZeros(left);
                long word = words[i];
                long at = base + ((long) i << 6);
                do {
                    long from = at + Long.numberOfTrailingZeros(word);
                    word |= word - 1;
                    long to = at + Long.numberOfTrailingZeros(~word);
                    word &= word + 1;
                    if (from != end) {
                        if (end != first) {
                            consumer.accept(first << pageShift, end - first << pageShift);
                        }
                        first = from;
                    }
                    end = to;
                } while (word != 0);
            }
        }
        if (end != first) {
            long offset = first << pageShift;
            consumer.accept(offset, Math.min(end << pageShift, byteSize) - offset);
        }
    }
}
