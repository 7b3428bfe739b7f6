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
public record Span(Reference<?> array, int arrayLength, long start, long size, int pageShift, long[] marks) {

    /** Marks what {@code bytes} bytes from {@code at} on touch of this span, which may be nothing. */
    @ForceInline
    void stored(long at, long bytes) {
        long relative = at - start;
        long room = size - bytes;
        if (room >= 0 && Long.compareUnsigned(relative, room) <= 0 && bytes > 0) {
            long page = relative >>> pageShift;
            Marks.mark(marks, page);
            long last = (relative + bytes - 1) >>> pageShift;
            if (last != page) {
                Marks.markAll(marks, page + 1, last);
            }
        } else {
            storedAcrossEdge(relative, bytes);
        }
    }

    /** A write that is not wholly inside: clip it, or ignore it. {@code relative} wraps for far addresses, and is then refused. */
    private void storedAcrossEdge(long relative, long bytes) {
        if (bytes <= 0 || relative >= size || relative <= -bytes) {
            return;
        }
        long first = Math.max(relative, 0);
        long last = bytes >= size - relative ? size - 1 : relative + bytes - 1;
        Marks.markAll(marks, first >>> pageShift, last >>> pageShift);
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
