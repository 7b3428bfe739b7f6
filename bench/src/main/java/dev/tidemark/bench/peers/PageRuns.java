package dev.tidemark.bench.peers;

/** Runs of pages in ascending order, without garbage. Pages that follow each other make one run. One thread. */
public final class PageRuns {
    private final int[] firsts;
    private final int[] ends;
    private int count;

    PageRuns(int pages) {
        firsts = new int[pages / 2 + 1];
        ends = new int[pages / 2 + 1];
    }

    void clear() {
        count = 0;
    }

    /** Adds the pages from {@code first} up to and without {@code end}; {@code first} is behind all that was added. */
    public void add(int first, int end) {
        if (count > 0 && ends[count - 1] == first) {
            ends[count - 1] = end;
        } else {
            firsts[count] = first;
            ends[count] = end;
            count++;
        }
    }

    /** Adds a page per bit, the lowest bit being {@code firstPage}. */
    void addBits(int firstPage, long bits) {
        long rest = bits;
        while (rest != 0) {
            int first = Long.numberOfTrailingZeros(rest);
            int length = Long.numberOfTrailingZeros(~(rest >>> first));
            add(firstPage + first, firstPage + first + length);
            rest = first + length == Long.SIZE ? 0 : rest & -1L << first + length;
        }
    }

    /** How many runs. */
    int count() {
        return count;
    }

    int first(int run) {
        return firsts[run];
    }

    int end(int run) {
        return ends[run];
    }

    /** How many pages are in the runs. */
    int pages() {
        int pages = 0;
        for (int i = 0; i < count; i++) {
            pages += ends[i] - firsts[i];
        }
        return pages;
    }
}
