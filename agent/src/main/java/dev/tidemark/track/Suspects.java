package dev.tidemark.track;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Pages of one region that changed, and whose mark may still come. All are counted; the first {@value #MAX_DESCRIBED} are
 * described too. Not thread-safe.
 */
final class Suspects {
    static final int MAX_DESCRIBED = 1_000;

    /**
     * A page that changed.
     *
     * @param page page index
     * @param blocks bit i: block i changed
     * @param fromMillis the content was as before at that time
     * @param toMillis it was found changed
     */
    record Suspect(long page, int blocks, long fromMillis, long toMillis) {}

    private final long[] pages;
    private final Map<Long, Suspect> described = new TreeMap<>();

    Suspects(long pageCount) {
        pages = new long[Bits.words(pageCount)];
    }

    boolean has(long page) {
        return (pages[(int) (page >>> 6)] >>> page & 1) != 0;
    }

    void add(Suspect suspect) {
        pages[(int) (suspect.page() >>> 6)] |= 1L << suspect.page();
        if (described.size() < MAX_DESCRIBED) {
            described.put(suspect.page(), suspect);
        }
    }

    /** The pages whose bits are set were marked after all. */
    void marked(int word, long bits) {
        long cleared = pages[word] & bits;
        pages[word] &= ~bits;
        for (long left = cleared; left != 0 && !described.isEmpty(); left &= left - 1) {
            described.remove(((long) word << 6) + Long.numberOfTrailingZeros(left));
        }
    }

    long count() {
        return Bits.count(pages);
    }

    /** Hands on those that are described, lowest page first. */
    void forEachDescribed(Consumer<Suspect> consumer) {
        described.values().forEach(consumer);
    }

    /** Bit i of word i / 64: page i is suspect. */
    long[] pages() {
        return pages;
    }
}
