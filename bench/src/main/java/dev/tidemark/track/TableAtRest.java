package dev.tidemark.track;

import dev.tidemark.Client;
import dev.tidemark.boot.Marks;
import java.util.BitSet;

/**
 * What a region keeps of its pages, in a world where every thread has always passed a safepoint just now: its harvest is all of
 * a harvest but the wait. In this package because nobody else is to have such a thing. One thread at a time.
 */
public final class TableAtRest {
    private final Marks marks;
    private final PageTable table;

    /** No page is dirty for that client, and its bitmap is there. */
    public TableAtRest(int pages, Client client) {
        marks = Marks.inMemory(pages);
        table = new PageTable(pages, marks, () -> {}, null);
        harvest(client);
    }

    /** As if these pages had been written. */
    public void mark(BitSet pages) {
        for (int page = pages.nextSetBit(0); page >= 0; page = pages.nextSetBit(page + 1)) {
            marks.markAll(page, page);
        }
    }

    /** Takes what is dirty. */
    public Object harvest(Client client) {
        return table.take((ClientHandle) client, 0, table.pageCount(), found -> found);
    }
}
