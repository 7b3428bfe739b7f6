package dev.tidemark.snapshot;

import java.util.Arrays;

/**
 * Which run of which file of a chain holds the current bytes of each part of the region: ascending segments without overlap. What no
 * segment covers is zero. 24 bytes per segment, and no more segments than twice the runs of the chain. Immutable.
 */
final class ChainLayout {
    static final ChainLayout EMPTY = new ChainLayout(0);

    private long[] starts;
    private long[] ends;
    private int[] files;
    private int[] runs;
    private int size;

    private ChainLayout(int capacity) {
        starts = new long[capacity];
        ends = new long[capacity];
        files = new int[capacity];
        runs = new int[capacity];
    }

    /** This layout with the runs of file number {@code file} on top. */
    ChainLayout overlay(RunTable newer, int file) {
        ChainLayout out = new ChainLayout(size + 2 * newer.size());
        long covered = 0;
        int next = 0;
        for (int i = 0; i < size; i++) {
            while (next < newer.size() && newer.end(next) <= starts[i]) {
                covered = out.add(newer.offset(next), newer.end(next), file, next++);
            }
            long from = Math.max(starts[i], covered);
            while (next < newer.size() && newer.offset(next) < ends[i]) {
                if (newer.offset(next) > from) {
                    out.add(from, newer.offset(next), files[i], runs[i]);
                }
                covered = out.add(newer.offset(next), newer.end(next), file, next++);
                from = Math.max(from, covered);
            }
            if (from < ends[i]) {
                out.add(from, ends[i], files[i], runs[i]);
            }
        }
        while (next < newer.size()) {
            out.add(newer.offset(next), newer.end(next), file, next++);
        }
        return out;
    }

    private long add(long start, long end, int file, int run) {
        if (size == starts.length) {
            int more = size + (size >> 1) + 16;
            starts = Arrays.copyOf(starts, more);
            ends = Arrays.copyOf(ends, more);
            files = Arrays.copyOf(files, more);
            runs = Arrays.copyOf(runs, more);
        }
        starts[size] = start;
        ends[size] = end;
        files[size] = file;
        runs[size] = run;
        size++;
        return end;
    }

    /** The first segment that ends after {@code offset}; {@link #size} if there is none. */
    int segmentAfter(long offset) {
        int at = Arrays.binarySearch(ends, 0, size, offset);
        return at >= 0 ? at + 1 : -at - 1;
    }

    int size() {
        return size;
    }

    long start(int segment) {
        return starts[segment];
    }

    long end(int segment) {
        return ends[segment];
    }

    int file(int segment) {
        return files[segment];
    }

    int run(int segment) {
        return runs[segment];
    }
}
