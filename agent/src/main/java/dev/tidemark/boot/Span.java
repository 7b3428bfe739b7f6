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
public record Span(Reference<?> array, int header, int arrayLength, long start, long size, int pageShift, Marks marks) {
    /** How far before a span a short store may begin that touches it, see {@link Marks#SMALLEST_PAGE}. */
    static final int REACH = Marks.SMALLEST_PAGE - 1;

    /**
     * Where no buffer is known. No buffer's capacity, which is an int, so that the JIT knows that too: callers of both kinds would share a
     * branch's profile, and each would get the other's code.
     */
    static final long NO_BUFFER = Long.MAX_VALUE;

    /** A span. Marks belong to one region, whose spans are all alike. */
    public Span {
        marks.origin = start - (1L << pageShift);
    }

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
     * <p>A store no longer than the smallest page touches a page or two. It may come through a parent of the tracked slice and
     * cross the span's edge, so whatever begins within a page's length before the span is taken for one that touches it; the
     * marks have room for the page on either side. Worked example, size 100 and pages of 64: a store at -64 to 99 passes, and what
     * lies wholly before 0 marks page -1, which is nobody's. A whole array is compared too: a vector store whose mask is all false
     * may name any place. Places are counted from the beginning of page -1, so that one subtraction serves the comparison, the
     * page and its alignment.
     *
     * <p>A store whose place is a multiple of its length stays in one page, because that is a power of two. For a length that is none,
     * a place that has no bit in common with the length less one stays in one page likewise: a store of 6 bytes crosses the end of
     * a page from the fifth byte before it on, so at -5 to -1, and each of these has a bit in common with 5.
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
        if (bytes > Marks.SMALLEST_PAGE) {
            storedMany(at - start, bytes);
            return;
        }
        long distance = at - marks.origin;
        if (bytes <= 0 || isElsewhere(distance)) {
            return;
        }
        look(distance, bytes, inArray);
    }

    /**
     * As {@link #stored(long, long)}, in memory, for a store through a buffer.
     *
     * @param from where the buffer begins
     * @param room bytes of the buffer, in which the store lies; or {@link #NO_BUFFER}
     */
    @ForceInline
    void storedThrough(long from, long room, long at, long bytes) {
        if (room == NO_BUFFER) {
            stored(at, bytes, false);
            return;
        }
        if (holds(from, room)) {
            look(at - marks.origin, bytes, false);
        } else if (from - start < size && (from - start + room > 0 || room == 0)) {
            stored(at, bytes, false);
        }
    }

    /** Marks a store through a buffer that lies wholly in this region of memory, and tells whether it does. */
    @ForceInline
    boolean storedInside(long from, long room, long address, long bytes) {
        if (room == NO_BUFFER) {
            return storedInside(address, bytes);
        }
        if (!holds(from, room)) {
            return false;
        }
        look(address - marks.origin, bytes, false);
        return true;
    }

    /** Whether a buffer lies wholly in this region. One without any room is one that another thread did not publish properly: nobody knows. */
    @ForceInline
    private boolean holds(long from, long room) {
        return room != 0 && from >= start && from - start <= size - room;
    }

    /**
     * Marks a store that lies wholly in this region of memory, and tells whether it did: of one that lies elsewhere, or in part, it marks
     * nothing.
     *
     * @param bytes at most {@link Marks#SMALLEST_PAGE}
     */
    @ForceInline
    private boolean storedInside(long address, long bytes) {
        long distance = address - marks.origin;
        long relative = distance - (1L << pageShift);
        long room = size - bytes;
        if (room < 0
                || bytes <= 0
                || (Jit.COMPARES_UNSIGNED
                        ? Long.compareUnsigned(relative, room) > 0
                        : relative < 0 || relative > room)) {
            return false;
        }
        look(distance, bytes, false);
        return true;
    }

    @ForceInline
    private void look(long distance, long bytes, boolean inArray) {
        long next = distance >> pageShift;
        if (inArray) {
            marks.storedInArray(next);
        } else {
            marks.storedInMemory(next);
        }
        if ((distance & (bytes - 1)) != 0) {
            storedAcross(next, distance + (bytes - 1) >> pageShift);
        }
    }

    /** One compare where the JIT has an unsigned one of its own, else two. */
    @ForceInline
    private boolean isElsewhere(long distance) {
        long end = size + (1L << pageShift);
        return Jit.COMPARES_UNSIGNED ? Long.compareUnsigned(distance, end) >= 0 : distance < 0 || distance >= end;
    }

    @ForceInline
    private void storedAcross(long next, long last) {
        if (last != next) {
            marks.markAll(last - 1, last - 1);
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
        int bits = Headers.of(bytes);
        return bits == header || !Headers.tells(bits) && isSame(bytes);
    }

    @DontInline
    @SuppressWarnings("unchecked")
    private boolean isSame(byte[] bytes) {
        return ((Reference<Object>) array).refersTo(bytes);
    }
}
