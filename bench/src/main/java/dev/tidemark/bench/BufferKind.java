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
}
