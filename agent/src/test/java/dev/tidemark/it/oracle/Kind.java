package dev.tidemark.it.oracle;

import java.util.EnumSet;
import java.util.Set;

/** Kinds of memory under test. */
enum Kind {
    HEAP,
    /** Tracked as a slice, written through another slice of the same parent; starts at an odd offset. */
    HEAP_SLICE,
    DIRECT,
    /** As {@link #HEAP_SLICE}. */
    DIRECT_SLICE,
    /** {@code alignedSlice} of a direct buffer that starts at an odd address. */
    ALIGNED_SLICE,
    MAPPED,
    /** A buffer over a native memory segment. */
    NATIVE_SEGMENT,
    /** A buffer over a segment that is an array. */
    HEAP_SEGMENT,
    /** Native memory named by its address; there is no buffer. */
    RAW;

    /** All that are buffers. */
    static final Set<Kind> BUFFERS = EnumSet.range(HEAP, HEAP_SEGMENT);

    static final Set<Kind> ON_HEAP = EnumSet.of(HEAP, HEAP_SLICE, HEAP_SEGMENT);
    static final Set<Kind> OFF_HEAP = EnumSet.of(DIRECT, DIRECT_SLICE, ALIGNED_SLICE, MAPPED, NATIVE_SEGMENT);
    /** What has an address. */
    static final Set<Kind> ADDRESSED = EnumSet.of(DIRECT, DIRECT_SLICE, ALIGNED_SLICE, MAPPED, NATIVE_SEGMENT, RAW);

    /** Buffers that any thread may use; JDK 17 lets asynchronous channels not use those over segments. */
    static final Set<Kind> SHARED =
            Runtime.version().feature() < 22 ? EnumSet.range(HEAP, MAPPED) : EnumSet.range(HEAP, HEAP_SEGMENT);

    static final Set<Kind> ALL = EnumSet.allOf(Kind.class);

    boolean isHeap() {
        return ON_HEAP.contains(this);
    }

    boolean isSegment() {
        return this == NATIVE_SEGMENT || this == HEAP_SEGMENT;
    }
}
