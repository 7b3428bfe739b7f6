package dev.tidemark.rewind;

import dev.tidemark.Client;
import dev.tidemark.DirtyPages;
import dev.tidemark.RunConsumer;
import dev.tidemark.rewind.RegionCheckpoint.Held;
import dev.tidemark.track.TrackedRegion;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.Arrays;

/**
 * The checkpoints of a region that share their pages, the client that finds what changed, and the map of what the region holds now.
 * See the package for the invariant.
 *
 * <p>While it has no checkpoint it rests: no client, no pages.
 *
 * <p>Thread-safe: operations lock this object. A checkpoint or rollback that runs long makes others of this history wait, never a
 * writer of the region.
 */
final class History {
    /** Bytes read at once, unless a page is larger. */
    private static final int PART = 64 << 10;

    private final TrackedRegion region;
    private final String purpose;
    private final ReferenceQueue<RegionCheckpoint> dropped = new ReferenceQueue<>();

    /** The first of those that are open; null if none is. A list of their own, because it takes no memory to enter one. */
    private Held live;

    /** Null while this rests. */
    private Client client;

    /** What the pages hold that are clean for the client and not owed. Null while this rests. */
    private PageMap present;

    /** Pages that were harvested by operations that failed. */
    private Owed owed;

    /** A rollback may have written pages that are neither owed nor dirty: until one ends well, any page can differ. */
    private boolean adrift;

    /** Where pages are read into; null until the first one is, and while this rests. */
    private byte[] part;

    private long taken;
    private long heldBytes;
    private boolean closed;

    /** @param purpose what its client is for */
    History(TrackedRegion region, String purpose) {
        this.region = region;
        this.purpose = purpose;
    }

    TrackedRegion region() {
        return region;
    }

    /**
     * Takes a checkpoint.
     *
     * @param mostBytes at most so many bytes in all of its pages
     * @throws IllegalStateException if it has more; then nothing has happened
     */
    synchronized RegionCheckpoint checkpoint(long mostBytes) {
        requireUsable();
        wake();
        try {
            byte[] buffer = part();
            Owed changed = harvest();
            PageMap.Draft draft = new PageMap.Draft(present);
            forEachRun(changed, (offset, length) -> capture(draft, buffer, offset, length));
            PageMap map = draft.map();
            if (map.byteCount() > mostBytes) {
                throw new IllegalStateException(
                        "a checkpoint of region '" + region.name() + "' takes " + map.byteCount()
                                + " bytes now, more than the budget of " + mostBytes + ": give the ring a larger one");
            }
            RegionCheckpoint checkpoint = new RegionCheckpoint(this, taken + 1, draft.addedBytes(), map, dropped);
            enter(checkpoint.held()); // from here on nothing can fail
            taken++;
            heldBytes += map.hold();
            become(map);
            return checkpoint;
        } finally {
            restIfEmpty();
        }
    }

    /** Rolls back; returns how many pages were written. */
    synchronized long rollback(RegionCheckpoint checkpoint) {
        requireUsable();
        PageMap target = checkpoint.held().map;
        if (target == null) {
            throw new IllegalStateException("checkpoint " + checkpoint.number() + " of region '" + region.name()
                    + "' was closed: roll back to one that is open");
        }
        Restore restore = new Restore(region, client, target, checkpoint.number());
        try {
            Owed changed = harvest();
            forEachRun(changed, restore::restore);
            if (target != present) {
                adrift = true; // a page that is clean for the client may hold what either map says
                present.forEachDifference(target, restore::restorePage);
            }
            restore.finish();
        } catch (RuntimeException | Error e) {
            throw restore.failed(e);
        }
        become(target);
        return restore.written();
    }

    /** Bytes of page content that are kept, each once. */
    synchronized long heldBytes() {
        expunge();
        return heldBytes;
    }

    synchronized void close(RegionCheckpoint checkpoint) {
        release(checkpoint.held());
        restIfEmpty();
    }

    /** Closes all checkpoints, for good. */
    synchronized void close() {
        closed = true;
        drop();
    }

    /** Frees everything. */
    synchronized void drop() {
        while (live != null) {
            release(live);
        }
        restIfEmpty();
    }

    private void requireUsable() {
        if (closed) {
            throw new IllegalStateException(
                    "the " + purpose + " of region '" + region.name() + "' was closed: get a new one from the region");
        }
        if (!region.isOpen()) {
            String reason = region.endReason();
            throw new IllegalStateException("region '" + region.name() + "' has ended, and its checkpoints with it: "
                    + (reason == null ? "its memory was collected or freed" : reason));
        }
        expunge();
    }

    private void wake() {
        if (client == null) {
            PageMap zeroes = PageMap.empty(region.pageCount());
            client = region.openPrivateClient(purpose); // finds every page dirty, so the map is right
            present = zeroes;
        }
    }

    private byte[] part() {
        if (part == null) {
            part = new byte[Math.max(PART, region.pageSize())];
        }
        return part;
    }

    private void restIfEmpty() {
        if (live == null && client != null) {
            Client unused = client;
            heldBytes -= present.release();
            client = null;
            present = null;
            owed = null;
            adrift = false;
            part = null;
            region.closePrivateClient(unused);
        }
    }

    /** The region holds what {@code map} says. */
    private void become(PageMap map) {
        if (map != present) {
            heldBytes += map.hold();
            heldBytes -= present.release();
            present = map;
        }
        owed = null;
        adrift = false;
    }

    private void enter(Held held) {
        held.after = live;
        if (live != null) {
            live.before = held;
        }
        live = held;
    }

    /** Does nothing if it was released before. */
    private void release(Held held) {
        if (held.map == null) {
            return;
        }
        if (held.before == null) {
            live = held.after;
        } else {
            held.before.after = held.after;
        }
        if (held.after != null) {
            held.after.before = held.before;
        }
        held.before = null;
        held.after = null;
        heldBytes -= held.map.release();
        held.map = null;
    }

    /** Releases checkpoints that were collected. */
    private void expunge() {
        for (Reference<?> end = dropped.poll(); end != null; end = dropped.poll()) {
            release((Held) end);
        }
    }

    /**
     * Takes the pages that changed, or may have, and owes them until {@link #become}.
     *
     * @return null if that can be any page
     */
    private Owed harvest() {
        if (adrift || !region.isExact()) {
            return null;
        }
        Owed more = new Owed(owed); // before the harvest: nothing after it can fail until its pages are owed
        more.pages = region.harvest(client);
        owed = more;
        return more;
    }

    private void forEachRun(Owed pages, RunConsumer consumer) {
        if (pages == null) {
            consumer.accept(0, region.byteSize());
        }
        for (Owed each = pages; each != null; each = each.next) {
            each.pages.forEachRun(consumer);
        }
    }

    private void capture(PageMap.Draft draft, byte[] part, long byteOffset, long byteLength) {
        int pageSize = region.pageSize();
        for (long done = 0; done < byteLength; done += part.length) {
            int bytes = (int) Math.min(part.length, byteLength - done);
            region.read(byteOffset + done, part, 0, bytes);
            for (int at = 0; at < bytes; at += pageSize) {
                int end = Math.min(bytes, at + pageSize);
                long page = (byteOffset + done + at) / pageSize;
                if (!Contents.equal(draft.get(page), part, at, end)) {
                    draft.set(
                            page,
                            Contents.isZero(part, at, end) ? null : new PageCopy(Arrays.copyOfRange(part, at, end)));
                }
            }
        }
    }

    /** Pages of one harvest, and those owed before. */
    private static final class Owed {
        final Owed next;
        DirtyPages pages;

        Owed(Owed next) {
            this.next = next;
        }
    }
}
