package dev.tidemark.bench;

import java.util.BitSet;
import java.util.Random;

/** Which pages of a region are dirty. */
public enum Pattern {
    /** None. */
    CLEAN,
    /** The last one alone. */
    LAST_PAGE,
    /** The lower half, in one run. */
    HALF,
    /** Every second page: the most runs there can be. */
    EVERY_2ND,
    /** One page in a hundred, anywhere. */
    SPARSE_1_PERCENT,
    /** All. */
    FULL;

    BitSet pages(int pageCount) {
        BitSet pages = new BitSet(pageCount);
        Random random = new Random(42);
        switch (this) {
            case CLEAN -> {}
            case LAST_PAGE -> pages.set(pageCount - 1);
            case HALF -> pages.set(0, pageCount / 2);
            case EVERY_2ND -> {
                for (int page = 0; page < pageCount; page += 2) {
                    pages.set(page);
                }
            }
            case SPARSE_1_PERCENT -> {
                for (int i = 0; i < pageCount / 100; i++) {
                    pages.set(random.nextInt(pageCount));
                }
            }
            case FULL -> pages.set(0, pageCount);
        }
        return pages;
    }
}
