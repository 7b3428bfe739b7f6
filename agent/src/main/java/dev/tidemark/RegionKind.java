package dev.tidemark;

/** The kind of memory behind a region. */
public enum RegionKind {
    /** A {@code byte[]} on the Java heap. */
    HEAP,
    /** A direct buffer. */
    DIRECT,
    /** A file mapped into memory. */
    MAPPED,
    /** Native memory named by its address. */
    NATIVE
}
