package dev.tidemark.boot;

import java.nio.ByteOrder;
import jdk.internal.misc.Unsafe;
import jdk.internal.vm.annotation.ForceInline;

/**
 * MASTER, the write side of a region: one byte per page, 0 clean, 1 dirty, in a {@code long[]} so that eight pages are taken
 * by one atomic instruction at an aligned address, whatever the array header's size.
 *
 * <p><b>Writer</b> (any thread, in the rewritten JDK code, never blocks):
 *
 * <pre>
 *   1. store the data
 *   2. mark: opaque load of the page's byte; if 0, opaque store of 1
 * </pre>
 *
 * <b>Harvester</b> (one at a time per region):
 *
 * <pre>
 *   1. {@link #take}: plain read of eight bytes; if not 0, atomic exchange with 0
 *   2. make every thread pass a safepoint
 *   3. read the data
 * </pre>
 *
 * <p><b>Assumptions.</b> HotSpot's compilers keep an opaque access in program order with every other memory access of its
 * thread: C1 does not reorder around it and C2 puts a compiler barrier on both sides. (The memory model alone promises less
 * for opaque accesses, which is why loops that were seen to defeat plain marks are kept as tests.) A safepoint is a full
 * fence for every thread, and a thread is at a point of its program when it passes it.
 *
 * <p><b>Guarantee.</b> No write is lost. Take any write to a page and a harvest that took the page's mark:
 *
 * <ul>
 *   <li>Its mark's load saw 0, or its store came after the exchange: the byte is 1 after the exchange, so the next harvest
 *       takes the page again.
 *   <li>Its mark's load saw 1 before the exchange and skipped: the data was stored before, in program order, so it is
 *       visible once the thread has passed the safepoint, and the harvester reads it.
 *   <li>Its store of 1 came before the exchange: likewise.
 * </ul>
 *
 * A plain load or store would break this: the JIT moves a plain mark out of a loop that keeps writing the same page, past
 * the loop's safepoint polls, and the write after the exchange then never marks.
 *
 * <p><b>Progress.</b> Writers are wait-free, a load and at most one store per page. The exchange cannot erase a mark that
 * lands beside it, because it returns what it erased.
 */
public final class Marks {
    private static final Unsafe U = Unsafe.getUnsafe();
    /** Offset of element 0 of a {@code long[]}: that of a {@code byte[]}, aligned to 8. Checked at start. */
    private static final long BASE = (BufferAccess.ARRAY_BASE + 7L) & -8L;

    private static final boolean BIG_ENDIAN = ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN;

    /** Gathers the lowest bits of eight bytes into the highest byte: byte i (bit 8i) meets bit 56-7i and lands on bit 56+i. */
    private static final long GATHER = 0x0102_0408_1020_4080L;

    static {
        long[] probe = {42};
        if (U.getLong(probe, BASE) != 42) {
            throw new ExceptionInInitializerError("unknown layout of long[]");
        }
    }

    private Marks() {}

    /** Clean marks for {@code pages} pages, rounded up to 64. One byte per page. */
    public static long[] allocate(long pages) {
        return new long[Math.toIntExact((pages + 63) / 64 * 8)];
    }

    /** Marks one page dirty. Call it after the data was stored. */
    @ForceInline
    static void mark(long[] marks, long page) {
        long at = BASE + page;
        if (U.getByteOpaque(marks, at) == 0) {
            U.putByteOpaque(marks, at, (byte) 1);
        }
    }

    /** Marks pages {@code first} to {@code last}, both included. Call it after the data was stored. */
    public static void markAll(long[] marks, long first, long last) {
        for (long page = first; page <= last; page++) {
            mark(marks, page);
        }
    }

    /** Whether a page is marked now. Takes nothing. */
    public static boolean isMarked(long[] marks, long page) {
        return U.getByteOpaque(marks, BASE + page) != 0;
    }

    /**
     * Takes and clears the marks of 64 pages.
     *
     * @param word index of the group: pages {@code 64 * word} to {@code 64 * word + 63}
     * @return bit i is page {@code 64 * word + i}
     */
    public static long take(long[] marks, int word) {
        long bits = 0;
        int first = word * 8;
        for (int i = 0; i < 8; i++) {
            if (marks[first + i] != 0) {
                long bytes = U.getAndSetLong(marks, BASE + (first + i) * 8L, 0L);
                bits |= gather(BIG_ENDIAN ? Long.reverseBytes(bytes) : bytes) << (8 * i);
            }
        }
        return bits;
    }

    /** Bit i of the result is byte i of {@code bytes}, each of which is 0 or 1. */
    static long gather(long bytes) {
        return bytes * GATHER >>> 56;
    }
}
