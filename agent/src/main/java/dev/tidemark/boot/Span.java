package dev.tidemark.boot;

import java.lang.ref.Reference;
import jdk.internal.vm.annotation.ForceInline;

/**
 * A region as the barrier sees it: a range of addresses, or of offsets in one array, and its marks. A record, because the JIT
 * takes the fields of a constant record for constants.
 *
 * @param array the {@code byte[]} of a heap region, held weakly; null for memory named by address
 * @param arrayLength length of that array; lets the JIT refuse other arrays by a field it can hoist out of loops
 * @param start first byte: an address, or the offset in the array as Unsafe counts it (with the array's base offset)
 * @param size bytes, at least 1
 * @param pageShift log2 of the page size
 * @param marks {@link Marks} of the region
 */
public record Span(Reference<?> array, int arrayLength, long start, long size, int pageShift, Marks marks) {
    /**
     * The span of an array that is known and no region: it lies in the array's header, which no store touches.
     *
     * @param array held weakly, a {@code byte[]} of {@code arrayLength} bytes
     */
    public static Span passing(Reference<?> array, int arrayLength) {
        return new Span(array, arrayLength, 0, 1, 0, Marks.inArray(1));
    }

    /**
     * Marks what {@code bytes} bytes from {@code at} on touch of this span, which may be nothing.
     *
     * <p>A store touches the span if it ends at or after the first byte and begins before the last: one unsigned compare tells,
     * so that stores elsewhere leave at once. Worked example, size 100, 8 bytes: a store at -7 ends at 0, a store at 99 ends at
     * 106, and those between are what is less than 107.
     */
    @ForceInline
    void stored(long at, long bytes) {
        long relative = at - start;
        long last = relative + bytes - 1;
        if (Long.compareUnsigned(last, size + bytes - 1) >= 0 || bytes <= 0) {
            return;
        }
        if (relative < 0 || last >= size) {
            storedAcrossEdge(Math.max(relative, 0), Math.min(last, size - 1));
            return;
        }
        long page = relative >>> pageShift;
        marks.mark(page);
        long lastPage = last >>> pageShift;
        if (lastPage != page) {
            marks.markAll(page + 1, lastPage);
        }
    }

    /** Through a parent of the tracked slice; rare, so it stays out of the code that is inlined everywhere. */
    private void storedAcrossEdge(long first, long last) {
        marks.markAll(first >>> pageShift, last >>> pageShift);
    }

    /** Whether {@code base} is this span's array. Does not keep the array alive. */
    @ForceInline
    boolean isOf(Object base) {
        return base instanceof byte[] bytes && bytes.length == arrayLength && refersTo(array, base);
    }

    @ForceInline
    @SuppressWarnings("unchecked")
    private static boolean refersTo(Reference<?> reference, Object object) {
        return ((Reference<Object>) reference).refersTo(object);
    }
}
