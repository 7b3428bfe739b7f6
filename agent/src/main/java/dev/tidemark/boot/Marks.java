package dev.tidemark.boot;

import java.lang.ref.Reference;
import java.nio.ByteOrder;
import java.util.function.ObjLongConsumer;
import jdk.internal.misc.Unsafe;
import jdk.internal.util.ArraysSupport;
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
 *   1. {@link #take}: reads marks; stores 0 into those that are 1
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
 *   <li>{@link #array} and {@link #before} are plain fields and not final. So what they hold is never a constant for C2, and it
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
 * <p><b>Marks that are passed over.</b> Groups whose levels need no visit are compared with zeros, many at once, by an intrinsic
 * of the JVM. A group is passed over if its marks were 0, each at some moment after its level was read, which is just what
 * {@link #take} finds when it reads them one by one. A mark that is set meanwhile belongs to a write that races; its level is not 0.
 * The levels are read by opaque accesses, and no compiler moves the comparison in front of one, be it a call or plain loads.
 *
 * <p>The stores of C2's code are plain; they are used only where the CPU keeps stores in order ({@link Jit#isC2}).
 *
 * <p><b>Cost and progress.</b> Writers are wait-free: a load per page, and four stores if it was clean. A clean region costs the harvester a
 * load per 524,288 pages, once the levels were cleared, by the first visit after a safepoint that found them clean. Until then a visit
 * looks at the marks themselves, at the speed of the memory. A harvest does not visit twice for that: what is written again before
 * the next one would be visited in vain.
 *
 * <p><b>Lifetime.</b> Native marks are freed some time after their object is unreachable. Every access keeps it reachable until it
 * is done; compiled code that a region is folded into holds it.
 */
public final class Marks {
    /** Pages of a group. 256 groups are a block. */
    public static final int GROUP = 256;

    /** Groups of a chunk, of which {@link #take} takes some at once: 4096 pages. */
    public static final int CHUNK = 16;

    private static final int GROUP_SHIFT = 8;

    /** Words of a bit per page, of a group. */
    private static final int WORDS = GROUP / 64;

    private static final int BLOCK_SHIFT = 16;

    /** The largest store that {@link Span} marks by its first and its last page alone: no page is smaller. */
    static final int SMALLEST_PAGE = 64;

    static final int SMALLEST_SHIFT = 6;

    private static final Unsafe U = Unsafe.getUnsafe();

    private static final boolean BIG_ENDIAN = ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN;

    private static final long EIGHT_TIMES = 0x0101_0101_0101_0101L;

    /** Eight pages, all marked. */
    private static final long EIGHT = 0xff;

    /** So many marks in 64 pages are cleared one by one. */
    private static final int FEW = 8;

    /** What the marks of a chunk look like if there are none. */
    private static final byte[] CLEAN = new byte[CHUNK * GROUP];

    /** Room in front of a row of bytes, for index -1, and such that the row is aligned to 8. */
    private static final int GUARD = 8;

    /** What writers store in a level. */
    private static final byte ANNOUNCED = 1;

    private static final long INSIDE = U.objectFieldOffset(Marks.class, "inside");

    /** Hears of marks; null for nobody. */
    private static volatile ObjLongConsumer<Marks> listener;

    /** Holds the marks and levels; null for those in native memory. Not final: see "the compiler" above. */
    private byte[] array;

    /** Where the mark of page 0 is: an offset in the array, aligned to 8, or an address. */
    private final long start;

    /** Where the mark of page -1 is, from which {@link Span} counts. Not final: see "the compiler" above. */
    private long before;

    /**
     * What {@link Span} counts addresses or offsets from. Not final, so that it is no constant for the JIT, which would give it a
     * register of its own or write its eight bytes into each instruction; a value that it has loaded it takes together with the
     * address of the buffer, in front of the loop.
     */
    long origin;

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

    /**
     * Written by way of a table since somebody last looked, see {@link Barrier#settle}. A hint: plain, so it may come late or be lost.
     */
    private boolean touched;

    private Marks(byte[] array, long memory, long pages) {
        this.array = array;
        this.pages = pages;
        this.groups = groupsOf(pages);
        start = memory + GUARD;
        before = start - 1;
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

    /**
     * Marks a page of memory named by address, or one beside it.
     *
     * @param next the index of the page behind it, because {@link Span} counts that way: 0 to {@code pages + 1}; what it means for
     *     the first and the last of these is nobody's page
     */
    @ForceInline
    void storedInMemory(long next) {
        long at = before + next;
        if ((Jit.KNOWN ? U.getByte(at) : U.getByteOpaque(null, at)) == 0) {
            if (Jit.isC2()) {
                U.putByte(blockStart + (next - 1 >> BLOCK_SHIFT), ANNOUNCED);
                U.putByte(groupStart + (next - 1 >> GROUP_SHIFT), ANNOUNCED);
                U.putByte(at, ANNOUNCED);
            } else {
                announce(next - 1);
            }
        }
        Reference.reachabilityFence(this);
    }

    /** As {@link #storedInMemory}, of a page of a heap array. */
    @ForceInline
    void storedInArray(long next) {
        byte[] bytes = array;
        long at = before + next;
        if (bytes != null && (Jit.KNOWN ? U.getByte(bytes, at) : U.getByteOpaque(bytes, at)) == 0) {
            if (Jit.isC2()) {
                U.putByte(bytes, blockStart + (next - 1 >> BLOCK_SHIFT), ANNOUNCED);
                U.putByte(bytes, groupStart + (next - 1 >> GROUP_SHIFT), ANNOUNCED);
                U.putByte(bytes, at, ANNOUNCED);
            } else {
                announce(next - 1);
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

    /** Notes that a table led to these marks. Stores only when that is news, or writers would fight for the cache line. */
    @ForceInline
    void touch() {
        if (!touched) {
            touched = true;
        }
    }

    /** Whether {@link #touch} was called since the last time this was. */
    boolean takeTouched() {
        boolean was = touched;
        if (was) {
            touched = false;
        }
        return was;
    }

    /** The way to a clean page's mark that any compiler may take, and the interpreter. */
    @DontInline
    private void announce(long page) {
        U.getAndAddInt(this, INSIDE, 1);
        U.putByteOpaque(array, blockStart + (page >> BLOCK_SHIFT), ANNOUNCED);
        U.putByteRelease(array, groupStart + (page >> GROUP_SHIFT), ANNOUNCED);
        U.putByteRelease(array, start + page, ANNOUNCED);
        U.getAndAddInt(this, INSIDE, -1);
        ObjLongConsumer<Marks> told = listener;
        if (told != null) {
            tell(told, page);
        }
    }

    /** The mark is made: whatever happens here, no write is lost. */
    private void tell(ObjLongConsumer<Marks> told, long page) {
        try {
            told.accept(this, page);
        } catch (Throwable e) {
            return;
        }
    }

    /**
     * Sets who hears of every page that was clean and is marked, on the thread that wrote it, inside the hook; null for nobody. While
     * somebody does, no code marks pages on its own, without {@link #announce}.
     */
    public static synchronized void tellOfMarks(ObjLongConsumer<Marks> whom) {
        if ((listener == null) != (whom == null)) {
            Jit.announceAll(whom != null);
        }
        listener = whom;
    }

    /** Whether a page is marked now. Takes nothing. */
    public boolean isMarked(long page) {
        boolean marked = U.getByteOpaque(array, start + page) != 0;
        Reference.reachabilityFence(this);
        return marked;
    }

    /**
     * Every thread has passed a safepoint since the last {@link #take}. Call it where {@link #take} is called. What is still clean at
     * its next visit has its levels cleared then.
     */
    public void safepointPassed() {
        era = otherEra();
    }

    /**
     * The first group in {@code [from, end)} that holds a mark, or may hold one, or {@code end}. Takes nothing. One thread at a
     * time, the one that takes. A clean block costs a load, and eight such too. Groups that were visited in this era cost a look at
     * their marks, many at once.
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
            int lowest = group;
            group = nextAnnounced(group, stop);
            if (group < stop) {
                group = nextMarked(lowest, group, stop);
                if (retired && nextAnnounced(lowest, stop) < stop) {
                    U.compareAndSetByte(array, blockStart + block, (byte) 0, state);
                }
                if (group < stop) {
                    return group;
                }
            }
        }
        Reference.reachabilityFence(this);
        return end;
    }

    /** The first group in {@code [from, stop)} whose level is not 0. */
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

    /**
     * The first group in {@code [from, stop)} that has something to take: a mark, or a level that is to be visited.
     *
     * @param lowest the levels of groups from here on may be cleared
     */
    private int nextMarked(int lowest, int from, int stop) {
        int group = from;
        while (group < stop) {
            int end = endOfVisited(group, Math.min(stop, group + CHUNK));
            if (end > group) {
                int marked = nextMark(group, end);
                if (marked < end) {
                    return marked;
                }
                group = nextAnnounced(end, stop);
                continue;
            }
            int eight = group & -8;
            end = Math.min(eight + 8, groups);
            if (eight < lowest || end > stop || !retireEight(eight)) {
                return group;
            }
            int marked = nextMark(eight, end);
            if (marked < end) {
                for (int i = eight; i < end; i++) {
                    U.compareAndSetByte(array, groupStart + i, (byte) 0, otherEra());
                }
                return marked;
            }
            group = nextAnnounced(end, stop);
        }
        return stop;
    }

    /** The first group in {@code [from, end)} that has a mark, or {@code end}; at most a chunk of them. */
    private int nextMark(int from, int end) {
        int mark = ArraysSupport.vectorizedMismatch(
                array,
                start + ((long) from << GROUP_SHIFT),
                CLEAN,
                BufferAccess.ARRAY_BASE,
                end - from << GROUP_SHIFT,
                0);
        return mark < 0 ? end : from + (mark >> GROUP_SHIFT);
    }

    /** The first group in {@code [from, stop)} whose level is not of this era, or {@code stop}. */
    private int endOfVisited(int from, int stop) {
        int group = from;
        while (group < stop) {
            if ((group & 7) == 0
                    && group + 8 <= stop
                    && U.getLongOpaque(array, groupStart + group) == era * EIGHT_TIMES) {
                group += 8;
            } else if (U.getByteOpaque(array, groupStart + group) == era) {
                group++;
            } else {
                return group;
            }
        }
        return stop;
    }

    /** As {@link #retire}, of eight groups, if none of them was visited in this era or is yet to be visited. */
    private boolean retireEight(int group) {
        long states = U.getLongOpaque(array, groupStart + group);
        return states == (states >>> 1 & EIGHT_TIMES) * otherEra()
                && inside == 0
                && U.compareAndSetLong(array, groupStart + group, states, 0);
    }

    private byte otherEra() {
        return (byte) (5 - era);
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
     * Sets all levels: for a harvester that failed between its visit of a level and its look below it. Costs a store per {@value
     * #GROUP} pages.
     */
    public void announceAll() {
        U.setMemory(array, blockStart, (groups + GROUP - 1L) >>> GROUP_SHIFT, ANNOUNCED);
        U.setMemory(array, groupStart, groups, ANNOUNCED);
        Reference.reachabilityFence(this);
    }

    /**
     * Takes and clears the marks of groups {@code [from, end)}, which are of one chunk: {@value #CHUNK} groups, the first of which
     * is a multiple of that. Allocates nothing. One thread at a time.
     *
     * @param words 64 words: bit i of word w is page {@code 64 * w + i} of the chunk
     * @return bit w: word w has marks; what is in the others means nothing
     */
    public long take(int from, int end, long[] words) {
        byte[] bytes = array;
        long present = 0;
        for (int group = from; group < end; group++) {
            byte state = U.getByteOpaque(bytes, groupStart + group);
            if (state != 0) {
                retire(groupStart + group, state, true); // before the marks are read
                present |= read(bytes, start + ((long) group << GROUP_SHIFT), words, group % CHUNK * WORDS);
            }
        }
        long at = start + ((long) (from & -CHUNK) << GROUP_SHIFT);
        for (long left = present; left != 0; left &= left - 1) {
            int w = Long.numberOfTrailingZeros(left);
            words[w] = clear(bytes, at + 64 * w, words[w]);
        }
        Reference.reachabilityFence(this);
        return end < groups ? present : cut(words, present);
    }

    /** Reads the marks of a group into words w to w + 3, in the order of {@link #merged}; returns which of these are not 0. */
    private static long read(byte[] bytes, long at, long[] words, int w) {
        long first = merged(bytes, at);
        long second = merged(bytes, at + 64);
        long third = merged(bytes, at + 128);
        long fourth = merged(bytes, at + 192);
        words[w] = first;
        words[w + 1] = second;
        words[w + 2] = third;
        words[w + 3] = fourth;
        return (notZero(first) | notZero(second) << 1 | notZero(third) << 2 | notZero(fourth) << 3) << w;
    }

    /** 0 or 1, without a branch: which words have marks cannot be guessed. */
    private static long notZero(long word) {
        return (word | -word) >>> 63;
    }

    /** Drops what is marked behind the last page. */
    private long cut(long[] words, long present) {
        long left = present;
        int inChunk = (int) (pages - 1) % (CHUNK * GROUP);
        int last = inChunk >>> 6;
        if ((left >>> last & 1) != 0) {
            words[last] &= -1L >>> 63 - inChunk;
            left &= words[last] == 0 ? ~(1L << last) : -1L;
        }
        return left & -1L >>> 63 - last;
    }

    /** Where 64 pages are marked: bit 8j + i is page 8i + j. */
    private static long merged(byte[] bytes, long at) {
        long marked = U.getLong(bytes, at + 56);
        marked = marked << 1 | U.getLong(bytes, at + 48);
        marked = marked << 1 | U.getLong(bytes, at + 40);
        marked = marked << 1 | U.getLong(bytes, at + 32);
        marked = marked << 1 | U.getLong(bytes, at + 24);
        marked = marked << 1 | U.getLong(bytes, at + 16);
        marked = marked << 1 | U.getLong(bytes, at + 8);
        marked = marked << 1 | U.getLong(bytes, at);
        return BIG_ENDIAN ? Long.reverseBytes(marked) : marked;
    }

    /**
     * Clears the marks of 64 pages that were read, and no other.
     *
     * @param merged where marks were; not 0
     * @return the same, bit i being page i
     */
    private static long clear(byte[] bytes, long at, long merged) {
        if (merged == -1L) {
            for (int i = 0; i < 64; i += 8) {
                U.putLongOpaque(bytes, at + i, 0);
            }
            return merged;
        }
        if (Long.bitCount(merged) > FEW) {
            long marked = transposed(merged);
            for (int i = 0; i < 64; i += 8) {
                clearEight(bytes, at + i, marked >>> i & EIGHT);
            }
            return marked;
        }
        long marked = 0;
        for (long left = merged; left != 0; left &= left - 1) {
            int bit = Long.numberOfTrailingZeros(left);
            int page = (bit & 7) << 3 | bit >>> 3;
            U.putByteOpaque(bytes, at + page, (byte) 0);
            marked |= 1L << page;
        }
        return marked;
    }

    /** Clears those of eight marks that were seen, and no other: one that was 0 may be set meanwhile. */
    private static void clearEight(byte[] bytes, long at, long seen) {
        if (seen == EIGHT) {
            U.putLongOpaque(bytes, at, 0);
            return;
        }
        for (long left = seen; left != 0; left &= left - 1) {
            U.putByteOpaque(bytes, at + Long.numberOfTrailingZeros(left), (byte) 0);
        }
    }

    /** Bit 8i + j of the result is bit 8j + i: eight rows of eight bits become columns, first in squares of 2 x 2, then of 4 x 4. */
    static long transposed(long rows) {
        long swapped = (rows ^ rows >>> 7) & 0x00AA_00AA_00AA_00AAL;
        long columns = rows ^ swapped ^ swapped << 7;
        swapped = (columns ^ columns >>> 14) & 0x0000_CCCC_0000_CCCCL;
        columns ^= swapped ^ swapped << 14;
        swapped = (columns ^ columns >>> 28) & 0x0000_0000_F0F0_F0F0L;
        return columns ^ swapped ^ swapped << 28;
    }
}
