package dev.tidemark.boot;

import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import jdk.internal.vm.annotation.DontInline;
import jdk.internal.vm.annotation.ForceInline;

/**
 * A region as the barrier sees it: a range of addresses, or of offsets in one array, and its marks. A record, because the JIT
 * takes the fields of a constant record for constants.
 *
 * @param array the {@code byte[]} of a heap region, held weakly; null for memory named by address
 * @param header {@link Headers#expected} of that array
 * @param arrayLength length of that array; lets the JIT refuse other arrays by a field it can hoist out of loops
 * @param start first byte: an address, or the offset in the array as Unsafe counts it (with the array's base offset)
 * @param size bytes, at least 1
 * @param pageShift log2 of the page size, at least 6
 * @param marks {@link Marks} of the region
 */
public record Span(
        Reference<?> array, long header, int arrayLength, long start, long size, int pageShift, Marks marks) {
    /** The span of a region. Gives the array a hash code. */
    public Span(Reference<?> array, int arrayLength, long start, long size, int pageShift, Marks marks) {
        this(array, Headers.expected(array == null ? null : array.get()), arrayLength, start, size, pageShift, marks);
    }

    /**
     * The span of an array that is known and no region: it lies in the array's header, which no store touches.
     *
     * @param array held weakly, a {@code byte[]} of {@code arrayLength} bytes
     */
    public static Span passing(Reference<?> array, int arrayLength) {
        return new Span(array, arrayLength, 0, 1, Marks.SMALLEST_SHIFT, Marks.inArray(1));
    }

    /** The span of no array. */
    static Span nobody() {
        return passing(new WeakReference<>(null), 0);
    }

    /**
     * Marks what {@code bytes} bytes from {@code at} on touch of this span, which may be nothing.
     *
     * <p>A store touches the span if it ends at or after the first byte and begins before the last: one unsigned compare tells,
     * so that stores elsewhere leave at once. Worked example, size 100, 8 bytes: a store at -7 ends at 0, a store at 99 ends at
     * 106, and those between are what is less than 107. (Unsigned, by way of a signed compare of both sides plus 2^63: the
     * method for it is two branches on JDK 17.)
     *
     * <p>A store no longer than the smallest page touches a page or two. It may come through a parent of the tracked slice and
     * cross the span's edge; the marks have room for the page beyond.
     */
    @ForceInline
    void stored(long at, long bytes) {
        stored(at, bytes, array != null);
    }

    /**
     * As {@link #stored(long, long)}, for callers who know which kind of region this is.
     *
     * @param inArray whether it is an array's; a constant, so that the code for the other kind is none
     */
    @ForceInline
    void stored(long at, long bytes, boolean inArray) {
        long relative = at - start;
        if (bytes > Marks.SMALLEST_PAGE) {
            storedMany(relative, bytes);
            return;
        }
        long last = relative + (bytes - 1);
        if (last + Long.MIN_VALUE >= size + (bytes - 1) + Long.MIN_VALUE || bytes <= 0) {
            return;
        }
        long page = relative >> pageShift;
        long lastPage = last >> pageShift;
        if (inArray) {
            marks.storedInArray(page);
        } else {
            marks.storedInMemory(page);
        }
        if (lastPage != page) {
            marks.markAll(lastPage, lastPage);
        }
    }

    /** As {@link #stored}, of more than a page's bytes perhaps. */
    private void storedMany(long relative, long bytes) {
        long last = relative + bytes - 1;
        if (last >= 0 && relative < size) {
            marks.markAll(Math.max(relative, 0) >>> pageShift, Math.min(last, size - 1) >>> pageShift);
        }
    }

    /** Whether {@code base} is this span's array, or one that cannot be told from it. Does not keep the array alive. */
    @ForceInline
    boolean isOf(Object base) {
        if (!(base instanceof byte[] bytes) || bytes.length != arrayLength) {
            return false;
        }
        long bits = Headers.of(bytes);
        return bits == header || !Headers.tells(bits) && isSame(bytes);
    }

    @DontInline
    @SuppressWarnings("unchecked")
    private boolean isSame(byte[] bytes) {
        return ((Reference<Object>) array).refersTo(bytes);
    }
}
