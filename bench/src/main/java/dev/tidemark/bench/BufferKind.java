package dev.tidemark.bench;

import java.nio.ByteBuffer;

/** Where a benchmark's buffer lives. */
public enum BufferKind {
    /** A {@code byte[]} on the Java heap. */
    HEAP,
    /** Native memory. */
    DIRECT;

    ByteBuffer allocate(int bytes) {
        return this == HEAP ? ByteBuffer.allocate(bytes) : ByteBuffer.allocateDirect(bytes);
    }

    /** A buffer whose first byte lies on a multiple of {@code alignment} where it has an address. */
    public ByteBuffer allocateAligned(int bytes, int alignment) {
        return this == HEAP
                ? allocate(bytes)
                : allocate(bytes + alignment).alignedSlice(alignment).slice(0, bytes);
    }
}
