package dev.tidemark.bench;

/** Loops over a {@code MemorySegment} on a buffer's memory. Implemented by source that only JDK 22 and later compile. */
public interface SegmentWrites {
    /** Sets a long at every 8 bytes of {@code [from, to)}. */
    void sequential(int from, int to);

    /** Sets so many longs at {@code mask}ed places, and returns the state that the random numbers end in. */
    int random(int seed, int count, int mask);

    /** Fills {@code [from, to)}, {@code step} bytes at a time. */
    void fill(int from, int to, int step);

    /** Copies from an array to {@code [from, to)}, {@code step} bytes at a time. */
    void copy(byte[] source, int from, int to, int step);
}
