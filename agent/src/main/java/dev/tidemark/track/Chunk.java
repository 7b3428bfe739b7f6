package dev.tidemark.track;

/**
 * The bits of {@value #PAGES} neighbouring pages, in {@value #WORDS} words: bit {@code i % 64} of word {@code i / 64} is the chunk's
 * page {@code i}. Half a KiB.
 *
 * <p>A chunk that is <b>frozen</b> never changes again, so that many may hold it: a client's bitmap, a look and a harvest. Who has to
 * change it makes a copy first. A chunk that is not frozen belongs to one {@link PageBitmap}.
 *
 * <p>Not thread-safe until it is frozen and handed over.
 */
final class Chunk {
    static final int SHIFT = 12;
    static final int PAGES = 1 << SHIFT;
    static final int WORDS = PAGES / 64;

    /** All pages. */
    static final Chunk FULL = ofFirst(PAGES);

    final long[] words = new long[WORDS];

    /** Bit i: word i is not 0. So that sparse chunks are walked without a look at what is 0. */
    long present;

    /** How many pages are in it. */
    int count;

    private boolean frozen;

    /** The first {@code pages} pages of it; frozen. */
    static Chunk ofFirst(int pages) {
        Chunk chunk = new Chunk();
        for (int i = 0; i < WORDS; i++) {
            chunk.put(i, Bits.mask(i, 0, pages));
        }
        return chunk.freeze();
    }

    Chunk freeze() {
        if (!frozen) { // no store to what all threads share
            frozen = true;
        }
        return this;
    }

    boolean isFrozen() {
        return frozen;
    }

    /** A copy that may change. */
    Chunk copy() {
        Chunk copy = new Chunk();
        System.arraycopy(words, 0, copy.words, 0, WORDS);
        copy.present = present;
        copy.count = count;
        return copy;
    }

    boolean has(int page) {
        return (words[page >>> 6] >>> page & 1) != 0;
    }

    /** Whether one of its pages {@code [first, end)} is in it; the bounds may lie outside the chunk. */
    boolean any(long first, long end) {
        for (long left = present; left != 0; left &= left - 1) {
            int i = Long.numberOfTrailingZeros(left);
            if ((words[i] & Bits.mask(i, first, end)) != 0) {
                return true;
            }
        }
        return false;
    }

    /** Those of its pages {@code [first, end)} that are in it, frozen; the bounds may lie outside the chunk. */
    Chunk part(long first, long end) {
        Chunk part = new Chunk();
        for (long left = present; left != 0; left &= left - 1) {
            int i = Long.numberOfTrailingZeros(left);
            part.put(i, words[i] & Bits.mask(i, first, end));
        }
        return part.freeze();
    }

    /** What {@code operation} makes of this and another, frozen; null if that is nothing. */
    Chunk combined(SetOperation operation, Chunk other) {
        Chunk made = new Chunk();
        for (long left = present | other.present; left != 0; left &= left - 1) {
            int i = Long.numberOfTrailingZeros(left);
            made.put(i, operation.apply(words[i], other.words[i]));
        }
        return made.count == 0 ? null : made.freeze();
    }

    /** Sets a word that was 0. */
    void put(int word, long bits) {
        if (bits != 0) {
            words[word] = bits;
            present |= 1L << word;
            count += Long.bitCount(bits);
        }
    }

    /**
     * How many runs begin in this chunk: one at every page whose lower neighbour is not in.
     *
     * @param before 1 if the page before the chunk is in, else 0
     */
    int countRuns(long before) {
        int runs = 0;
        long carry = before;
        for (long word : words) {
            runs += Long.bitCount(word & ~(word << 1 | carry));
            carry = word >>> 63;
        }
        return runs;
    }
}
