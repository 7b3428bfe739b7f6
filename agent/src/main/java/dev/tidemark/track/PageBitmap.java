package dev.tidemark.track;

import java.util.Arrays;

/**
 * The dirty pages of one client: a reference per {@link Chunk}, null where nothing is dirty, and a bit per chunk above that. So a clean
 * region of 1 TiB (268 million pages of 4 KiB) is a look at 1,024 words, and its bitmap takes 264 KiB while it is clean.
 *
 * <p><b>What is full</b> takes no memory of its own: full chunks are one constant, as is the full last chunk, which may be shorter.
 *
 * <p><b>Exceptions.</b> Methods that allocate do so before they change anything, and what changes calls nothing: whoever gets an
 * exception finds the bitmap as it was.
 *
 * <p>Not thread-safe: guarded by the page table.
 */
final class PageBitmap {
    private final Chunk[] chunks;

    /** Bit {@code i % 64} of word {@code i / 64}: chunk i is not null. */
    private final long[] summary;

    /** The full last chunk. */
    private final Chunk fullLast;

    private long count;

    /**
     * A bitmap with every page set.
     *
     * @param pageCount at least 1
     * @param fullLast what {@link #fullLast(long)} returned for it
     */
    PageBitmap(long pageCount, Chunk fullLast) {
        chunks = new Chunk[chunkOf(pageCount - 1) + 1];
        summary = Bits.full(chunks.length);
        this.fullLast = fullLast;
        Arrays.fill(chunks, Chunk.FULL);
        chunks[chunks.length - 1] = fullLast;
        count = pageCount;
    }

    /** The last chunk of {@code pageCount} pages when all are set; for all bitmaps of a region. */
    static Chunk fullLast(long pageCount) {
        int pages = (int) (pageCount - 1) % Chunk.PAGES + 1;
        return pages == Chunk.PAGES ? Chunk.FULL : Chunk.ofFirst(pages);
    }

    /** Which chunk the page is in. */
    static int chunkOf(long page) {
        return (int) (page >>> Chunk.SHIFT);
    }

    /** How many pages are set. Costs nothing. */
    long count() {
        return count;
    }

    boolean any(long first, long end) {
        if (first >= end || count == 0) {
            return false;
        }
        int stop = chunkOf(end - 1) + 1;
        for (int c = next(chunkOf(first), stop); c < stop; c = next(c + 1, stop)) {
            long base = (long) c << Chunk.SHIFT;
            if (chunks[c].any(first - base, end - base)) {
                return true;
            }
        }
        return false;
    }

    /** All pages of it. Costs one step per chunk that is not clean: nothing is copied. */
    Pages pages() {
        return cut(0, (long) chunks.length << Chunk.SHIFT, null).taken();
    }

    /**
     * Makes room for pages of a chunk: after this, and until {@link #settle}, nothing can fail that sets them.
     *
     * @throws OutOfMemoryError the bitmap is as it was
     */
    void prepare(int c) {
        Chunk chunk = chunks[c];
        if (chunk == null) {
            chunks[c] = new Chunk();
            summary[c >>> 6] |= 1L << c;
        } else if (chunk.isFrozen() && chunk != full(c)) {
            chunks[c] = chunk.copy();
        }
    }

    /**
     * Sets pages of a chunk that is prepared. If this fails, which it does for want of stack alone, the bitmap is of no more use.
     *
     * @param present bit i: {@code words[i]} has pages; other words are not looked at
     * @param words no bits past the last page
     */
    void or(int c, long present, long[] words) {
        Chunk chunk = chunks[c];
        long[] own = chunk.words;
        int added = 0;
        for (long left = present; left != 0; left &= left - 1) {
            int i = Long.numberOfTrailingZeros(left);
            added += Long.bitCount(words[i] & ~own[i]);
            own[i] |= words[i];
        }
        chunk.present |= present;
        chunk.count += added;
        count += added;
    }

    /** A chunk that was prepared has all that it is to have. */
    void settle(int c) {
        Chunk chunk = chunks[c];
        if (chunk.count == 0) {
            chunks[c] = null;
            summary[c >>> 6] &= ~(1L << c);
        } else if (chunk.count == full(c).count) {
            chunks[c] = full(c);
        }
    }

    /**
     * Sets one page.
     *
     * @throws OutOfMemoryError the bitmap is as it was
     */
    void set(long page) {
        int c = chunkOf(page);
        prepare(c);
        Chunk chunk = chunks[c];
        int i = (int) (page >>> 6) % Chunk.WORDS;
        if ((chunk.words[i] >>> page & 1) == 0) {
            chunk.words[i] |= 1L << page;
            chunk.present |= 1L << i;
            chunk.count++;
            count++;
        }
        settle(c);
    }

    /** Sets pages. If there is no memory to join a chunk with another, all of its pages: too many, never too few. */
    void or(Pages pages) {
        for (int k = 0; k < pages.index().length; k++) {
            int c = pages.index()[k];
            Chunk other = pages.chunks()[k];
            Chunk mine = chunks[c];
            Chunk joined = mine == null ? other : mine == full(c) ? mine : join(c, mine, other);
            count += joined.count - (mine == null ? 0 : mine.count);
            chunks[c] = joined;
            summary[c >>> 6] |= 1L << c;
        }
    }

    private Chunk join(int c, Chunk mine, Chunk other) {
        try {
            Chunk joined = mine.combined(SetOperation.OR, other);
            return joined.count == full(c).count ? full(c) : joined;
        } catch (OutOfMemoryError e) {
            return full(c);
        }
    }

    /**
     * What it takes to clear the pages {@code [first, end)}; changes nothing yet. Chunks that lie in the range as a whole are not copied.
     *
     * @param end may lie past the last page
     * @param hashes pages whose hash is not known there are taken and not cleared; null if all are cleared
     */
    Cut cut(long first, long end, PageHashes hashes) {
        int from = chunkOf(first);
        int stop = first < end && count > 0 ? Math.min(chunkOf(end - 1) + 1, chunks.length) : from;
        int n = Bits.count(summary, from, stop);
        int[] index = new int[n];
        Chunk[] taken = new Chunk[n];
        Chunk[] left = new Chunk[n];
        long cleared = 0;
        int k = 0;
        for (int s = from >>> 6; n > 0 && s < Bits.words(stop); s++) {
            for (long bits = summary[s] & Bits.mask(s, from, stop); bits != 0; bits &= bits - 1) {
                int c = (s << 6) + Long.numberOfTrailingZeros(bits);
                Chunk chunk = chunks[c];
                long base = (long) c << Chunk.SHIFT;
                boolean whole = first <= base && end >= base + full(c).count;
                index[k] = c;
                taken[k] = whole ? chunk.freeze() : chunk.part(first - base, end - base);
                Chunk gone = hashes == null ? taken[k] : hashes.known(c, taken[k]);
                left[k] = gone == chunk ? null : chunk.combined(SetOperation.AND_NOT, gone);
                cleared += chunk.count - (left[k] == null ? 0 : left[k].count);
                k += taken[k].count == 0 ? 0 : 1;
            }
        }
        Pages pages = k == n ? new Pages(index, taken) : new Pages(Arrays.copyOf(index, k), Arrays.copyOf(taken, k));
        return new Cut(pages, left, cleared);
    }

    /** Clears what was cut. Nothing else may have changed since. Calls nothing once it has begun, so it cannot fail in between. */
    void clear(Cut cut) {
        int[] index = cut.taken.index();
        Chunk[] left = cut.left;
        for (int k = 0; k < index.length; k++) {
            int c = index[k];
            chunks[c] = left[k];
            if (left[k] == null) {
                summary[c >>> 6] &= ~(1L << c);
            }
        }
        count -= cut.cleared;
    }

    /** The first chunk of {@code [from, end)} that is not null, or {@code end}. */
    private int next(int from, int end) {
        return from >= end ? end : (int) Bits.nextSet(summary, from, end);
    }

    private Chunk full(int c) {
        return c == chunks.length - 1 ? fullLast : Chunk.FULL;
    }

    /**
     * A part of the bitmap that is about to be cleared.
     *
     * @param taken the pages of the part
     * @param left what stays of each chunk of {@code taken}; null where nothing does
     * @param cleared how many pages are cleared
     */
    record Cut(Pages taken, Chunk[] left, long cleared) {}
}
