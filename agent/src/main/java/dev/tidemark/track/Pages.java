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
     * <p>Full chunks and full words cost one step. Worked example for other words, 0110_1110b: the lowest 1 alone is 0010b; added to
     * the word it carries through the run, 0111_0000b, whose lowest 1 is bit 4: pages [1, 4). What both have in common, 0110_0000b, is
     * left, and so on. A run that reaches the end of its word waits for the next.
     *
     * @param pageShift log2 of the page size
     * @param byteSize of the region: its last page may be shorter than the others
     */
    void forEachRun(int pageShift, long byteSize, RunConsumer consumer) {
        long lastPage = byteSize - 1 >>> pageShift;
        long from = -1; // first page of a run that reaches up to stop; -1: there is none
        long stop = 0;
        for (int k = 0; k < index.length; k++) {
            Chunk chunk = chunks[k];
            long base = (long) index[k] << Chunk.SHIFT;
            if (from >= 0 && stop != base) {
                consumer.accept(from << pageShift, stop - from << pageShift);
                from = -1;
            }
            stop = base + Chunk.PAGES;
            if (chunk.count == Chunk.PAGES) {
                from = from < 0 ? base : from;
            } else {
                int wordCount = lastPage >= stop ? Chunk.WORDS : (int) (lastPage - base >>> 6);
                from = forEachRun(chunk, wordCount, base, from, pageShift, consumer);
                if (wordCount < Chunk.WORDS) {
                    lastRuns(chunk.words[wordCount], base + (wordCount << 6), from, pageShift, byteSize, consumer);
                    return;
                }
            }
        }
        if (from >= 0) {
            consumer.accept(from << pageShift, Math.min(stop << pageShift, byteSize) - (from << pageShift));
        }
    }

    /**
     * The runs of a chunk's first words.
     *
     * @param before first page of a run that reaches up to the chunk, or -1
     * @return first page of a run that reaches the end of those words, or -1
     */
    private static long forEachRun(
            Chunk chunk, int wordCount, long base, long before, int pageShift, RunConsumer consumer) {
        long[] words = chunk.words;
        long from = before;
        long end = base;
        for (long left = chunk.present & Bits.mask(0, 0, wordCount); left != 0; left &= left - 1) {
            int i = Long.numberOfTrailingZeros(left);
            long word = words[i];
            long at = base + (i << 6);
            if (from >= 0) {
                if (end == at) {
                    if (word == -1L) {
                        end += 64;
                        continue;
                    }
                    end += Long.numberOfTrailingZeros(~word);
                    word &= word + 1;
                }
                consumer.accept(from << pageShift, end - from << pageShift);
                from = -1;
            }
            while (word != 0) {
                long first = at + Long.numberOfTrailingZeros(word);
                long carried = word + (word & -word);
                if (carried == 0) {
                    from = first;
                    end = at + 64;
                    break;
                }
                consumer.accept(first << pageShift, at + Long.numberOfTrailingZeros(carried) - first << pageShift);
                word &= carried;
            }
        }
        if (from >= 0 && end != base + (wordCount << 6)) {
            consumer.accept(from << pageShift, end - from << pageShift);
            from = -1;
        }
        return from;
    }

    /** The runs of the word that has the region's last page. */
    private static void lastRuns(long word, long at, long before, int pageShift, long byteSize, RunConsumer consumer) {
        long from = before;
        long left = word;
        while (from >= 0 || left != 0) {
            long first = from >= 0 ? from : at + Long.numberOfTrailingZeros(left);
            long filled = from >= 0 ? left : left | left - 1;
            long end = at + Long.numberOfTrailingZeros(~filled);
            consumer.accept(first << pageShift, Math.min(end << pageShift, byteSize) - (first << pageShift));
            left = filled & filled + 1;
            from = -1;
        }
    }
}
