package dev.tidemark.rewind;

import dev.tidemark.Client;
import dev.tidemark.RollbackException;
import dev.tidemark.track.TrackedRegion;

/** One rollback at work: compares pages with a map, and writes those that differ. */
final class Restore {
    /** Pages whose copies are fetched side by side. */
    private static final int WAITING = 64;

    private final TrackedRegion region;
    private final Client client;
    private final PageMap target;
    private final BrokenOff brokenOff;
    private byte[] zeroes;
    private final long[] pages = new long[WAITING];
    private final PageCopy[] copies = new PageCopy[WAITING];
    private int waiting;
    private int touched;
    private long written;
    private boolean writing;

    /**
     * A rollback.
     *
     * @param client not told of what is written, where that can be
     * @param number of the checkpoint, for messages
     */
    Restore(TrackedRegion region, Client client, PageMap target, long number) {
        this.region = region;
        this.client = client;
        this.target = target;
        this.brokenOff = new BrokenOff(region.name(), number);
    }

    /** How many pages were written. */
    long written() {
        return written;
    }

    void restore(long byteOffset, long byteLength) {
        int pageSize = region.pageSize();
        for (long page = byteOffset / pageSize; page * pageSize < byteOffset + byteLength; page++) {
            restorePage(page);
        }
    }

    void restorePage(long page) {
        if (waiting == WAITING) {
            finish();
        }
        pages[waiting++] = page;
    }

    /** Pages may wait until this is called. */
    void finish() {
        for (int i = 0; i < waiting; i++) {
            copies[i] = target.get(pages[i]);
            // Copies lie anywhere in the heap: these loads wait for one another's memory no more than they must
            touched += copies[i] == null ? 0 : copies[i].bytes[0];
        }
        for (int i = 0; i < waiting; i++) {
            restore(pages[i], copies[i]);
        }
        waiting = 0;
    }

    private void restore(long page, PageCopy copy) {
        long offset = page * region.pageSize();
        int bytes = (int) Math.min(region.pageSize(), region.byteSize() - offset);
        byte[] content = copy == null ? zeroes() : copy.bytes;
        int different = region.mismatch(offset, content, 0, bytes);
        if (different >= 0) {
            writing = true;
            region.write(offset, content, 0, bytes, client);
            written++;
        }
    }

    private byte[] zeroes() {
        if (zeroes == null) {
            zeroes = new byte[region.pageSize()];
        }
        return zeroes;
    }

    /** What to throw: the failure itself if nothing was written, for then the region is as it was. */
    RollbackException failed(Throwable failure) {
        if (!writing) {
            if (failure instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) failure;
        }
        return brokenOff.after(written, failure);
    }
}
