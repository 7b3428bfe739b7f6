package dev.tidemark.stress.soak;

import dev.tidemark.Client;
import dev.tidemark.DirtyPages;
import dev.tidemark.Region;
import java.nio.ByteBuffer;

/** What a client knows of the region: a copy that gets nothing but the pages of its harvests. */
final class Replica {
    private final Region region;
    private final Client client;
    private final ByteBuffer memory;
    private final ByteBuffer copy;
    private final boolean copyFirst;
    private long harvests;

    /**
     * An empty replica.
     *
     * @param copyFirst the mistake that the design forbids: copies before it clears
     */
    Replica(Region region, Client client, boolean copyFirst) {
        this.region = region;
        this.client = client;
        this.memory = region.memory();
        this.copy = ByteBuffer.allocate((int) region.byteSize());
        this.copyFirst = copyFirst;
    }

    /** Harvests a range and copies what it had. */
    DirtyPages update(long offset, long length) {
        harvests++;
        if (copyFirst) {
            DirtyPages look = region.dirtyPages(client);
            copy(look);
            region.clear(client, 0, region.byteSize());
            return look;
        }
        DirtyPages harvest = region.harvest(client, offset, length);
        copy(harvest);
        return harvest;
    }

    DirtyPages update() {
        return update(0, region.byteSize());
    }

    /** The copy's value at an index. */
    long getLong(int index) {
        return copy.getLong(index);
    }

    /** Pages of a range that differ from memory nobody writes at the moment. They are repaired, so that each counts once. */
    long repair(int offset, int length) {
        long wrong = 0;
        int pageSize = region.pageSize();
        ByteBuffer now = memory.slice(offset, length);
        ByteBuffer then = copy.slice(offset, length);
        for (int at = now.mismatch(then); at >= 0; ) {
            int page = at & -pageSize;
            then.put(page, now, page, pageSize);
            wrong++;
            int rest = page + pageSize;
            at = now.slice(rest, length - rest).mismatch(then.slice(rest, length - rest));
            at = at < 0 ? at : at + rest;
        }
        return wrong;
    }

    long harvests() {
        return harvests;
    }

    private void copy(DirtyPages pages) {
        pages.forEachRun((offset, length) -> copy.put((int) offset, memory, (int) offset, (int) length));
    }
}
