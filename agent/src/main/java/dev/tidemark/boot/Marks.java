package dev.tidemark.boot;

import java.lang.ref.Reference;
import java.nio.ByteOrder;
import jdk.internal.misc.Unsafe;
import jdk.internal.vm.annotation.ForceInline;

/**
 * MASTER, the write side of a region: one byte per page, 0 clean, 1 dirty. The marks of memory named by address lie in native
 * memory, those of a heap array in a {@code byte[]}.
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
 *   1. {@link #take}: reads eight bytes; stores 0 into those that are 1
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
 *   <li>Its mark's load saw 0 after the clear, or its store came after the clear: the byte is 1, so the next harvest takes the
 *       page again.
 *   <li>Its mark's load saw 1 before the clear and skipped: the data was stored before, in program order, so it is visible once
 *       the thread has passed the safepoint, and the harvester reads it.
 *   <li>Its store of 1 came before the clear, even between the harvester's read and its clear: likewise. So the clear needs no
 *       atomic exchange. A byte that was read as 0 is not cleared.
 * </ul>
 *
 * <p><b>Progress.</b> Writers are wait-free, a load and at most one store per page.
 *
 * <p><b>Lifetime.</b> Native marks are freed when their object is unreachable. Every access keeps it reachable until it is done.
 */
public final class Marks {
    /** Pages that {@link #take} takes at once. */
    public static final int GROUP = 256;

    private static final Unsafe U = Unsafe.getUnsafe();

    private static final boolean BIG_ENDIAN = ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN;

    private static final long ALL = 0x0101_0101_0101_0101L;

    /** Gathers the lowest bits of eight bytes into the highest byte: byte i (bit 8i) meets bit 56-7i and lands on bit 56+i. */
    private static final long GATHER = 0x0102_0408_1020_4080L;

    /** Holds the marks; null for those in native memory. */
    private byte[] array;

    /** Where page 0 is: an offset in the array, aligned to 8, or an address. */
    private long start;

    private final int groups;

    private Marks(byte[] array, long start, int groups) {
        this.array = array;
        this.start = start;
        this.groups = groups;
    }

    /**
     * Clean marks for a heap array. One byte per page.
     *
     * @throws OutOfMemoryError if there is no memory for them, which includes more than 2 billion pages
     */
    public static Marks inArray(long pages) {
        int groups = groupsOf(pages);
        long bytes = 8 + (long) groups * GROUP;
        if (bytes > Integer.MAX_VALUE - 8) {
            throw new OutOfMemoryError("too many pages for one array");
        }
        return new Marks(new byte[(int) bytes], (BufferAccess.ARRAY_BASE + 7L) & -8L, groups);
    }

    /**
     * Clean marks for memory named by address. One byte of native memory per page.
     *
     * @throws OutOfMemoryError if there is no memory for them
     */
    public static Marks inMemory(long pages) {
        int groups = groupsOf(pages);
        return NativeMarks.allocate((long) groups * GROUP, groups);
    }

    /** Made by {@link NativeMarks}. */
    static Marks at(long address, int groups) {
        return new Marks(null, address, groups);
    }

    private static int groupsOf(long pages) {
        return Math.toIntExact((pages + GROUP - 1) / GROUP);
    }

    /** How many groups of {@value #GROUP} pages there are. */
    public int groups() {
        return groups;
    }

    /** Marks one page dirty. Call it after the data was stored. */
    @ForceInline
    void mark(long page) {
        if (U.getByteOpaque(array, start + page) == 0) {
            U.putByteOpaque(array, start + page, (byte) 1);
        }
        Reference.reachabilityFence(this);
    }

    /** Marks pages {@code first} to {@code last}, both included. Call it after the data was stored. */
    public void markAll(long first, long last) {
        for (long page = first; page <= last; page++) {
            mark(page);
        }
    }

    /** Whether a page is marked now. Takes nothing. */
    public boolean isMarked(long page) {
        boolean marked = U.getByteOpaque(array, start + page) != 0;
        Reference.reachabilityFence(this);
        return marked;
    }

    /** The first group in {@code [from, end)} that may hold a mark, or {@code end}. Takes nothing. */
    public int nextGroup(int from, int end) {
        for (int group = from; group < end; group++) {
            for (long at = start + (long) group * GROUP; at < start + (group + 1L) * GROUP; at += 8) {
                if (U.getLongOpaque(array, at) != 0) {
                    return group;
                }
            }
        }
        Reference.reachabilityFence(this);
        return end;
    }

    /**
     * Takes and clears the marks of {@value #GROUP} pages. Never throws and allocates nothing. One thread at a time.
     *
     * @param group pages {@code 256 * group} to {@code 256 * group + 255}
     * @param words four words, all of which are set: bit i of word w is page {@code 256 * group + 64 * w + i}
     * @return how many pages were marked
     */
    public int take(int group, long[] words) {
        int count = 0;
        for (int w = 0; w < GROUP / 64; w++) {
            long bits = 0;
            for (int i = 0; i < 8; i++) {
                long at = start + (long) group * GROUP + 64L * w + 8L * i;
                long bytes = U.getLongOpaque(array, at);
                if (bytes != 0) {
                    clear(at, bytes);
                    bits |= gather(BIG_ENDIAN ? Long.reverseBytes(bytes) : bytes) << (8 * i);
                }
            }
            words[w] = bits;
            count += Long.bitCount(bits);
        }
        Reference.reachabilityFence(this);
        return count;
    }

    /** Clears those of eight bytes that were read as 1, and no other: one that was 0 may be set meanwhile. */
    private void clear(long at, long bytes) {
        if (bytes == ALL) {
            U.putLongOpaque(array, at, 0);
            return;
        }
        for (int i = 0; i < 8; i++) {
            int shift = 8 * (BIG_ENDIAN ? 7 - i : i);
            if ((bytes >>> shift & 1) != 0) {
                U.putByteOpaque(array, at + i, (byte) 0);
            }
        }
    }

    /** Bit i of the result is byte i of {@code bytes}, each of which is 0 or 1. */
    static long gather(long bytes) {
        return bytes * GATHER >>> 56;
    }
}
