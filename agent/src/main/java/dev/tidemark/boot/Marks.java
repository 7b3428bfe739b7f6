package dev.tidemark.boot;

import java.lang.ref.Reference;
import java.nio.ByteOrder;
import jdk.internal.misc.Unsafe;
import jdk.internal.vm.annotation.DontInline;
import jdk.internal.vm.annotation.ForceInline;

/**
 * MASTER, the write side of a region: one byte per page, 0 clean, 1 dirty. The marks of memory named by address lie in native
 * memory, those of a heap array in a {@code byte[]}.
 *
 * <p><b>Writer</b> (any thread, in the rewritten JDK code, never blocks):
 *
 * <pre>
 *   1. store the data
 *   2. look at the page's mark; if it is 0, set both levels and then the mark
 * </pre>
 *
 * <b>Harvester</b> (one at a time per region):
 *
 * <pre>
 *   1. {@link #take}: reads eight marks; stores 0 into those that are 1
 *   2. make every thread pass a safepoint, and say so: {@link #safepointPassed}
 *   3. read the data
 * </pre>
 *
 * <p><b>Guarantee.</b> No write is lost. Take any write to a page and a harvest that took the page's mark:
 *
 * <ul>
 *   <li>Its look saw 0 after the clear, or its mark was set after the clear: the mark is 1, so the next harvest takes the page
 *       again.
 *   <li>Its look saw 1 before the clear: the data was stored before, in program order, so it is visible once the thread has
 *       passed the safepoint, and the harvester reads it.
 *   <li>Its mark was set before the clear, even between the harvester's read and its clear: likewise. So the clear needs no
 *       atomic exchange. A mark that was read as 0 is not cleared.
 * </ul>
 *
 * <p><b>The compiler.</b> The look is a plain load. What must not happen is that it moves in front of the store it belongs to:
 * that the JIT takes it out of a loop that keeps writing one page, or for known from the round before. HotSpot's C2 keeps a load
 * behind an earlier store if both are of one alias class and it cannot prove that they are of different places. Therefore
 *
 * <ul>
 *   <li>marks of memory named by address are in native memory: data and marks are raw memory, one class. Marks of a byte array
 *       are in a byte array: one class again.
 *   <li>{@link #array} and {@link #start} are plain fields and not final. So what they hold is never a constant for C2, and it
 *       cannot tell the marks' address from any other, be the data's array a constant or not. An array allocated in the same
 *       method is known to be none that was loaded from a field, but the marks of such an array are not folded into that code: the
 *       region came later, and the code with it was compiled after that.
 *   <li>C1 pins every Unsafe access and every array store to its place. The interpreter moves nothing.
 *   <li>Other compilers are not argued about: there the look is opaque ({@link Jit#KNOWN}). Nor is a loop that is compiled twice,
 *       for places that overlap and for places that do not, as C2's vectoriser does from JDK 26 on in loops without branches.
 * </ul>
 *
 * A look that comes late does no harm: it sees a mark that was taken meanwhile, and sets it again. The CPU may let the look pass
 * the store before it; the safepoint takes care of that, which is a full fence for every thread. A store that is wider than a
 * page, or that meets two, is marked by opaque accesses.
 *
 * <p><b>Levels</b> spare the harvester the clean parts. A byte per group of {@value #GROUP} pages and one per block of 256 groups
 * is 0 only if no page of it is marked. Writers store 1; the harvester replaces it by 2 or 3, the <i>era</i> of its visit, which
 * changes at each safepoint. A later visit in another era exchanges that for 0 and looks at everything below it, in this order. What must
 * not happen is that a mark is set below a level that is 0 for good, for others skip that mark and nobody finds it. A writer sets
 * the levels first, so such a one set the level before the harvester cleared it, and the mark after the harvester looked below:
 *
 * <ul>
 *   <li>If it set the level after the first visit, then the level was 1 again, and the exchange, which expects the era, failed.
 *   <li>If it set the level before the first visit, a safepoint has passed since. In code of C2 there is none between the
 *       writer's stores, which are one piece of code without a branch, so the mark was set before the safepoint, and the harvester
 *       saw it. Everywhere else a writer goes through {@link #announce}, which counts who is {@link #inside}: the exchange is
 *       made only if nobody was.
 * </ul>
 *
 * The stores of C2's code are plain; they are used only where the CPU keeps stores in order ({@link Jit#isC2}).
 *
 * <p><b>Cost and progress.</b> Writers are wait-free: a load per page, and four stores if it was clean. A clean region costs the harvester a
 * load per 524,288 pages, once two visits with a safepoint between them have cleared the levels.
 *
 * <p><b>Lifetime.</b> Native marks are freed some time after their object is unreachable. Every access keeps it reachable until it
 * is done; compiled code that a region is folded into holds it.
 */
public final class Marks {
    /** Pages that {@link #take} takes at once: a group. 256 groups are a block. */
    public static final int GROUP = 256;

    private static final int GROUP_SHIFT = 8;
    private static final int BLOCK_SHIFT = 16;

    /** The largest store that {@link Span} marks by its first and its last page alone: no page is smaller. */
    static final int SMALLEST_PAGE = 64;

    static final int SMALLEST_SHIFT = 6;

    private static final Unsafe U = Unsafe.getUnsafe();

    private static final boolean BIG_ENDIAN = ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN;

    private static final long ALL = 0x0101_0101_0101_0101L;

    /** Gathers the lowest bits of eight bytes into the highest byte: byte i (bit 8i) meets bit 56-7i and lands on bit 56+i. */
    private static final long GATHER = 0x0102_0408_1020_4080L;

    /** Room in front of a row of bytes, for index -1, and such that the row is aligned to 8. */
    private static final int GUARD = 8;

    /** What writers store in a level. */
    private static final byte ANNOUNCED = 1;

    private static final long INSIDE = U.objectFieldOffset(Marks.class, "inside");

    /** Holds the marks and levels; null for those in native memory. Not final: see "the compiler" above. */
    private byte[] array;

    /** Where the mark of page 0 is: an offset in the array, aligned to 8, or an address. Not final either. */
    private long start;

    /** Where the level of group 0 is. */
    private long groupStart;

    /** Where the level of block 0 is. */
    private long blockStart;

    private final long pages;
    private final int groups;

    /** How many writers are inside {@link #announce}. Changed atomically. */
    private volatile int inside;

    /** What the harvester stores in a level that it visits: 2 or 3 in turn, changed at each safepoint. */
    private byte era = 2;

    private Marks(byte[] array, long memory, long pages) {
        this.array = array;
        this.pages = pages;
        this.groups = groupsOf(pages);
        start = memory + GUARD;
        groupStart = start + roomOf(pages) + GUARD;
        blockStart = groupStart + roomOf(roomOf(pages) >>> GROUP_SHIFT) + GUARD;
    }

    /**
     * Clean marks for a heap array. One byte per page.
     *
     * @throws OutOfMemoryError if there is no memory for them, which includes more than 2 billion pages
     */
    public static Marks inArray(long pages) {
        long bytes = 8 + byteSize(pages);
        if (bytes > Integer.MAX_VALUE - 8) {
            throw new OutOfMemoryError("too many pages for one array");
        }
        return new Marks(new byte[(int) bytes], (BufferAccess.ARRAY_BASE + 7L) & -8L, pages);
    }

    /**
     * Clean marks for memory named by address. One byte of native memory per page.
     *
     * @throws OutOfMemoryError if there is no memory for them
     */
    public static Marks inMemory(long pages) {
        return NativeMarks.allocate(pages);
    }

    /** Made by {@link NativeMarks}. */
    static Marks at(long address, long pages) {
        return new Marks(null, address, pages);
    }

    /** Bytes of the marks and levels of so many pages. */
    static long byteSize(long pages) {
        long room = roomOf(roomOf(pages) >>> GROUP_SHIFT);
        return GUARD + roomOf(pages) + GUARD + room + GUARD + roomOf(room >>> GROUP_SHIFT);
    }

    private static int groupsOf(long pages) {
        return Math.toIntExact((pages + GROUP - 1) >>> GROUP_SHIFT);
    }

    /** Whole groups, with room for one more: a store across the end marks the page behind the last. */
    private static long roomOf(long count) {
        return (count + GROUP) & -GROUP;
    }

    /** How many groups of {@value #GROUP} pages there are. */
    public int groups() {
        return groups;
    }

    /** Marks a page of memory named by address, or one beside it: -1 and {@code pages} are allowed and nobody's. */
    @ForceInline
    void storedInMemory(long page) {
        long at = start + page;
        if ((Jit.KNOWN ? U.getByte(at) : U.getByteOpaque(null, at)) == 0) {
            if (Jit.isC2()) {
                U.putByte(blockStart + (page >> BLOCK_SHIFT), ANNOUNCED);
                U.putByte(groupStart + (page >> GROUP_SHIFT), ANNOUNCED);
                U.putByte(at, ANNOUNCED);
            } else {
                announce(page);
            }
        }
        Reference.reachabilityFence(this);
    }

    /** As {@link #storedInMemory}, of a page of a heap array. */
    @ForceInline
    void storedInArray(long page) {
        byte[] bytes = array;
        long at = start + page;
        if (bytes != null && (Jit.KNOWN ? U.getByte(bytes, at) : U.getByteOpaque(bytes, at)) == 0) {
            if (Jit.isC2()) {
                U.putByte(bytes, blockStart + (page >> BLOCK_SHIFT), ANNOUNCED);
                U.putByte(bytes, groupStart + (page >> GROUP_SHIFT), ANNOUNCED);
                U.putByte(bytes, at, ANNOUNCED);
            } else {
                announce(page);
            }
        }
    }

    /** Marks pages {@code first} to {@code last}, both included. Call it after the data was stored. */
    public void markAll(long first, long last) {
        for (long page = first; page <= last; page++) {
            if (U.getByteOpaque(array, start + page) == 0) {
                announce(page);
            }
        }
        Reference.reachabilityFence(this);
    }

    /** The way to a clean page's mark that any compiler may take, and the interpreter. */
    @DontInline
    private void announce(long page) {
        U.getAndAddInt(this, INSIDE, 1);
        U.putByteOpaque(array, blockStart + (page >> BLOCK_SHIFT), ANNOUNCED);
        U.putByteRelease(array, groupStart + (page >> GROUP_SHIFT), ANNOUNCED);
        U.putByteRelease(array, start + page, ANNOUNCED);
        U.getAndAddInt(this, INSIDE, -1);
    }

    /** Whether a page is marked now. Takes nothing. */
    public boolean isMarked(long page) {
        boolean marked = U.getByteOpaque(array, start + page) != 0;
        Reference.reachabilityFence(this);
        return marked;
    }

    /** Every thread has passed a safepoint since the last {@link #take}. Call it where {@link #take} is called. */
    public void safepointPassed() {
        era = (byte) (5 - era);
    }

    /**
     * The first group in {@code [from, end)} that may hold a mark, or {@code end}. Takes nothing. One thread at a time, the one
     * that takes. A clean block costs a load, and eight such too.
     */
    public int nextGroup(int from, int end) {
        int group = from;
        while (group < end) {
            int block = group >>> GROUP_SHIFT;
            int stop = Math.min(end, (block + 1) << GROUP_SHIFT);
            byte state = U.getByteOpaque(array, blockStart + block);
            if (state == 0) {
                group = (block & 7) == 0 && U.getLongOpaque(array, blockStart + block) == 0 ? (block + 8) << 8 : stop;
                continue;
            }
            boolean whole = group == block << GROUP_SHIFT && stop == Math.min(groups, (block + 1) << GROUP_SHIFT);
            boolean retired = retire(blockStart + block, state, whole);
            int found = nextAnnounced(group, stop);
            if (found < stop) {
                if (retired) {
                    U.compareAndSetByte(array, blockStart + block, (byte) 0, state);
                }
                return found;
            }
            group = stop;
        }
        Reference.reachabilityFence(this);
        return end;
    }

    private int nextAnnounced(int from, int stop) {
        int group = from;
        while (group < stop) {
            if ((group & 7) == 0 && U.getLongOpaque(array, groupStart + group) == 0) {
                group += 8;
            } else if (U.getByteOpaque(array, groupStart + group) != 0) {
                return group;
            } else {
                group++;
            }
        }
        return stop;
    }

    /** Visits a level that is not 0; returns whether it is 0 now. */
    private boolean retire(long level, byte state, boolean allowed) {
        if (state == ANNOUNCED) {
            U.putByteOpaque(array, level, era);
            return false;
        }
        return allowed && state != era && inside == 0 && U.compareAndSetByte(array, level, state, (byte) 0);
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
        byte state = U.getByteOpaque(array, groupStart + group);
        if (state != 0) {
            retire(groupStart + group, state, true); // before the marks are read
        }
        for (int w = 0; w < GROUP / 64; w++) {
            long bits = 0;
            long page = ((long) group << GROUP_SHIFT) + 64L * w;
            if (state != 0 && page < pages) {
                bits = takeWord(start + page);
                bits &= -1L >>> Math.max(0, page + 64 - pages);
            }
            words[w] = bits;
            count += Long.bitCount(bits);
        }
        Reference.reachabilityFence(this);
        return count;
    }

    private long takeWord(long from) {
        long bits = 0;
        for (int i = 0; i < 8; i++) {
            long bytes = U.getLongOpaque(array, from + 8 * i);
            if (bytes != 0) {
                clear(from + 8 * i, bytes);
                bits |= gather(BIG_ENDIAN ? Long.reverseBytes(bytes) : bytes) << (8 * i);
            }
        }
        return bits;
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
