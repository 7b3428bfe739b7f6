package dev.tidemark.track;

import java.util.BitSet;

/** What page tables hand out, for tests to compare. */
final class PageSets {
    private PageSets() {}

    /** Pages as a {@link BitSet}; read from the runs, and from nothing else. */
    static BitSet bits(Pages pages) {
        BitSet bits = new BitSet();
        pages.forEachRun(0, Long.MAX_VALUE, (first, count) -> bits.set((int) first, (int) (first + count)));
        return bits;
    }

    static BitSet bits(PageTable.Found found) {
        return bits(found.pages());
    }

    static PageTable.Found take(PageTable table, ClientHandle client, long first, long end) {
        return table.take(client, first, end, found -> found);
    }
}
