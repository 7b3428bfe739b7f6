package dev.tidemark.track;

import java.util.Arrays;

/**
 * The bitmaps of a region's clients, by slot. A client that has never taken anything has none: every page is dirty for it.
 *
 * <p>Not thread-safe: guarded by the page table.
 */
final class ClientBitmaps {
    /** No client has one. */
    static final Kept NONE = new Kept(new int[0], new PageBitmap[0]);

    private final long pageCount;

    /** The last chunk of a bitmap in which every page is dirty; null until there is one. */
    private Chunk fullLast;

    /** Those there are. To assign {@link #NONE} makes every page dirty for every client, without a call or memory. */
    Kept kept = NONE;

    ClientBitmaps(long pageCount) {
        this.pageCount = pageCount;
    }

    boolean any() {
        return kept != NONE;
    }

    /** The bitmap of a slot, or null where every page is dirty. */
    PageBitmap of(int slot) {
        int k = kept.find(slot);
        return k < 0 ? null : kept.bitmaps[k];
    }

    /** The bitmap of a client that is about to take or clear, made if this is the first time. */
    PageBitmap ofTaker(int slot) {
        PageBitmap bitmap = of(slot);
        if (bitmap == null) {
            bitmap = all();
            kept = kept.with(slot, bitmap);
        }
        return bitmap;
    }

    /** A bitmap in which every page is dirty. */
    PageBitmap all() {
        if (fullLast == null) {
            fullLast = PageBitmap.fullLast(pageCount);
        }
        return new PageBitmap(pageCount, fullLast);
    }

    /** Makes every page dirty for a slot's client. */
    void drop(int slot) {
        kept = kept.without(slot);
    }

    /** Makes a page dirty for every client; if there is no memory for that, every page. */
    void set(long page) {
        Kept all = kept;
        for (int k = 0; k < all.bitmaps.length; k++) {
            try {
                all.bitmaps[k].set(page);
            } catch (OutOfMemoryError e) {
                kept = NONE;
                return;
            }
        }
    }

    /** Makes pages {@code [first, end)} dirty for every client but one; if that fails, every page for every client. */
    void setForOthers(int slot, long first, long end) {
        Kept all = kept;
        kept = NONE;
        for (int k = 0; k < all.bitmaps.length; k++) {
            for (long page = first; all.slots[k] != slot && page < end; page++) {
                all.bitmaps[k].set(page);
            }
        }
        kept = all;
    }

    /** {@link PageBitmap#prepare}, for all. */
    void prepare(int chunk) {
        for (PageBitmap bitmap : kept.bitmaps) {
            bitmap.prepare(chunk);
        }
    }

    /** {@link PageBitmap#or}, for all. If it fails, some have them and others not. */
    void or(int chunk, long present, long[] words) {
        for (PageBitmap bitmap : kept.bitmaps) {
            bitmap.or(chunk, present, words);
        }
    }

    /** {@link PageBitmap#settle}, for all. */
    void settle(int chunk) {
        for (PageBitmap bitmap : kept.bitmaps) {
            bitmap.settle(chunk);
        }
    }

    /**
     * Bitmaps, and whose they are. The array never changes.
     *
     * @param slots in no order
     */
    record Kept(int[] slots, PageBitmap[] bitmaps) {
        private int find(int slot) {
            for (int k = 0; k < slots.length; k++) {
                if (slots[k] == slot) {
                    return k;
                }
            }
            return -1;
        }

        private Kept with(int slot, PageBitmap bitmap) {
            int n = slots.length;
            int[] moreSlots = Arrays.copyOf(slots, n + 1);
            PageBitmap[] more = Arrays.copyOf(bitmaps, n + 1);
            moreSlots[n] = slot;
            more[n] = bitmap;
            return new Kept(moreSlots, more);
        }

        private Kept without(int slot) {
            int k = find(slot);
            int n = slots.length;
            if (k < 0 || n == 1) {
                return k < 0 ? this : NONE;
            }
            int[] fewerSlots = Arrays.copyOf(slots, n - 1);
            PageBitmap[] fewer = Arrays.copyOf(bitmaps, n - 1);
            if (k < n - 1) {
                fewerSlots[k] = slots[n - 1];
                fewer[k] = bitmaps[n - 1];
            }
            return new Kept(fewerSlots, fewer);
        }
    }
}
