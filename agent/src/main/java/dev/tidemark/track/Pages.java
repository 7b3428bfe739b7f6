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
     * Hands every run to {@code consumer} in bytes, lowest first. Allocates nothing, but for a short last page that is dirty.
     *
     * <p>Full chunks and full words cost one step. In other words it goes from change to change. Worked example, 0110_1110b: it
     * differs from 1101_1100b, which is the same one page further up, in 1011_0010b. So runs begin and end in turn at pages 1, 4, 5
     * and 7. A run that is still open at the end of its word goes on in the next.
     *
     * @param pageShift log2 of the page size
     * @param byteSize of the region: its last page may be shorter than the others
     */
    void forEachRun(int pageShift, long byteSize, RunConsumer consumer) {
        boolean isWhole = (byteSize & (1L << pageShift) - 1) == 0 || !has(byteSize >>> pageShift);
        forEachRun(
                pageShift,
                isWhole ? consumer : (offset, length) -> consumer.accept(offset, Math.min(length, byteSize - offset)));
    }

    private void forEachRun(int pageShift, RunConsumer consumer) {
        long open = -1; // first page of a run that reaches up to stop; -1: there is none
        long stop = 0;
        for (int k = 0; k < index.length; k++) {
            Chunk chunk = chunks[k];
            long base = (long) index[k] << Chunk.SHIFT;
            if (open >= 0 && stop != base) {
                consumer.accept(open << pageShift, stop - open << pageShift);
                open = -1;
            }
            stop = base + Chunk.PAGES;
            if (chunk.count < Chunk.PAGES) {
                open = forEachRun(chunk, base, open, pageShift, consumer);
            } else if (open < 0) {
                open = base;
            }
        }
        if (open >= 0) {
            consumer.accept(open << pageShift, stop - open << pageShift);
        }
    }

    /**
     * The runs of a chunk.
     *
     * @param before first page of a run that reaches up to the chunk, or -1
     * @return first page of a run that reaches the chunk's end, or -1
     */
    private static long forEachRun(Chunk chunk, long base, long before, int pageShift, RunConsumer consumer) {
        long[] words = chunk.words;
        long open = before;
        long stop = base; // up to where it is open
        for (long left = chunk.present; left != 0; left &= left - 1) {
            int i = Long.numberOfTrailingZeros(left);
            long at = base + (i << 6);
            long word = words[i];
            long changes = word ^ word << 1;
            if (open >= 0) {
                if (stop == at) {
                    changes ^= 1;
                    if (changes == 0) {
                        stop += 64;
                        continue;
                    }
                    stop += Long.numberOfTrailingZeros(changes);
                    changes &= changes - 1;
                }
                consumer.accept(open << pageShift, stop - open << pageShift);
                open = -1;
            }
            if (word < 0) { // an odd number of changes is left, the last of which opens a run
                open = at + 63 - Long.numberOfLeadingZeros(changes);
                stop = at + 64;
                changes ^= 1L << open;
            }
            while (changes != 0) {
                int first = Long.numberOfTrailingZeros(changes);
                changes &= changes - 1;
                int end = Long.numberOfTrailingZeros(changes);
                changes &= changes - 1;
                consumer.accept(at + first << pageShift, (long) (end - first) << pageShift);
            }
        }
        if (open >= 0 && stop != base + Chunk.PAGES) {
            consumer.accept(open << pageShift, stop - open << pageShift);
            open = -1;
        }
        return open;
    }
}
