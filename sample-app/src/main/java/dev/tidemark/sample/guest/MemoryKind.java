package dev.tidemark.sample.guest;

/** What stands behind the guest's memory: the three kinds of {@link java.nio.ByteBuffer}. */
public enum MemoryKind {
    /** A {@code byte[]} on the Java heap. */
    HEAP,
    /** Memory outside the Java heap. */
    DIRECT,
    /** A temporary file, mapped for reading and writing. */
    MAPPED
}
