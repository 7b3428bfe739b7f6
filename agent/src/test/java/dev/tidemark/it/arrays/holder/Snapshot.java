package dev.tidemark.it.arrays.holder;

import dev.tidemark.Client;
import dev.tidemark.DirtyPages;
import dev.tidemark.Region;
import java.util.BitSet;

/** What an array held at the last harvest, to compare with what the next one tells. */
final class Snapshot {
    private final Region region;
    private final Client client;
    private final byte[] array;
    private byte[] before;
    private long changed;
    private long dirty;

    Snapshot(Region region, Client client, byte[] array) {
        this.region = region;
        this.client = client;
        this.array = array;
        region.harvest(client);
        before = array.clone();
    }

    /** Fails if a byte changed in a page that the harvest lacks. */
    void compare(Object story) {
        DirtyPages pages = region.harvest(client);
        BitSet harvested = new BitSet();
        pages.forEachRun((offset, length) -> harvested.set(
                (int) (offset / region.pageSize()), (int) ((offset + length - 1) / region.pageSize()) + 1));
        for (int i = 0; i < array.length; i++) {
            int page = i / region.pageSize();
            if (array[i] != before[i]) {
                if (!harvested.get(page)) {
                    throw new AssertionError("byte " + i + " changed, page " + page + " is clean; " + story);
                }
                changed++;
                i = (page + 1) * region.pageSize() - 1;
            }
        }
        dirty += pages.pageCount();
        before = array.clone();
    }

    /** Pages that changed between harvests. */
    long changed() {
        return changed;
    }

    /** Pages that harvests told. */
    long dirty() {
        return dirty;
    }
}
