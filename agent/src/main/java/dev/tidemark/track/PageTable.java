package dev.tidemark.track;

import dev.tidemark.boot.Marks;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The pages of one region: MASTER, which writers mark, and behind it a bitmap for each client.
 *
 * <p><b>MASTER is a buffer.</b> Before any client's bitmap is read or cleared, marks in the range asked for are taken from
 * MASTER and ORed into the bitmaps of all clients. A client that has never taken anything has no bitmap: it finds every page
 * dirty, and costs nothing. The other bitmaps cost what is dirty in them; see {@link PageBitmap}.
 *
 * <p><b>Clear, safepoint, read.</b> A writer that found its page marked skips the mark. So after marks were taken from MASTER,
 * and before pages are handed out for reading, every thread passes a safepoint; see {@link Marks} for the argument. (Clients'
 * bits are touched under this object's lock only, so it does not matter that they are cleared after the safepoint.) Marks may
 * have been taken by an earlier call (a look, another client), hence {@link #safepointDue}.
 *
 * <p><b>Unseen writes.</b> A region that can be written without a mark is compared with its {@link PageHashes}. Each call does,
 * in this order:
 *
 * <pre>
 *   1. fan out         marks of the range go to all clients; their pages' hashes are forgotten
 *   2. safepoint       if the call clears, and marks were taken since the last one
 *   3. compare         pages of the range; what changed is dirty for all clients
 *   4. take or clear   only pages whose hash is known, which is of content older than what the client reads
 * </pre>
 *
 * An unseen write that completed before the call is in the content that step 3 hashes. One that lands after its page was hashed
 * differs from that hash, and the next call finds it; so does one that lands while the page is being hashed, whichever half the
 * hash saw. Nothing depends on the safepoint here: it comes first because a write that skipped its mark would be told twice
 * otherwise.
 *
 * <p><b>If something fails</b>, for want of memory or stack, nothing is lost. Memory is allocated before marks are taken and before
 * pages are cleared. What fails between taking marks and keeping them makes every page dirty for every client, which takes neither
 * memory nor a call. Where levels may have been cleared without a look below them, all are set again. If comparing fails, what changed up to there is dirty already. What cannot be read is dirty and stays so.
 *
 * <p><b>Thread safety.</b> Every method locks this object, unless it says otherwise, and none waits for anything that application
 * code does: a hook may wait for this lock, whatever the application holds. Writers do not lock: they only touch {@link #marks}.
 */
final class PageTable {
    private final long pageCount;
    private final Marks marks;

    private final ClientBitmaps dirty;

    /** What {@link Marks#take} found last. */
    private final long[] words = new long[Chunk.WORDS];

    /** Levels of the marks may have been cleared without a look below them: what clears them has begun and did not end. */
    private boolean levelsUnsure;

    private final Meter[] meters = new Meter[Clients.MAX];
    private final long startNanos = System.nanoTime();
    private final Runnable safepoint;

    /**
     * Marks were taken since all threads last passed a safepoint. True at first: a writer may have looked at the barrier just
     * before the region was in it.
     */
    private boolean safepointDue = true;

    private long epoch;

    /** Told of marks that are taken; null in tables that are not audited. */
    private AuditBook audit;

    /** The audit was not told of all marks that were taken. */
    private boolean auditUnsure;

    /** Where the pages' content is read. */
    private volatile PageContent content;

    /** Pages are compared. Set when the hashes that it takes are there, and not before: whoever reads it may hand out memory. */
    private volatile boolean hashing;

    /** Null until they are needed: while no client has a bitmap, everything is dirty for everyone. */
    private PageHashes hashes;

    PageTable(long pageCount, Marks marks, Runnable safepoint, PageContent content) {
        this.pageCount = pageCount;
        this.marks = marks;
        this.dirty = new ClientBitmaps(pageCount);
        this.safepoint = safepoint;
        this.content = content;
    }

    long pageCount() {
        return pageCount;
    }

    /** What writers mark. */
    Marks marks() {
        return marks;
    }

    synchronized long epoch() {
        return epoch;
    }

    /** Reads the pages' content elsewhere from now on: the memory is the same. Does not lock. */
    void readThrough(PageContent pages, PageContent blocks) {
        content = pages;
        if (audit != null) {
            audit.readThrough(blocks);
        }
    }

    /** Whether pages are compared with hashes, all that this needs being in place. Does not lock. */
    boolean isHashing() {
        return hashing;
    }

    /**
     * From now on, writes may leave no mark. Returns when the hashes are taken that find them; two threads that call this return
     * when one has done so. Costs a pass over the memory if any client has a clean page, else nothing.
     */
    synchronized void startHashing() {
        if (hashing) {
            return;
        }
        try {
            if (dirty.any()) {
                hashes = new PageHashes(pageCount);
                hashes.compareAndTake(content, 0, pageCount, dirty::set);
            }
        } catch (RuntimeException | Error e) {
            mark(0, pageCount); // then nothing is clean that has no hash
        }
        hashing = true;
    }

    /** From now on, every write leaves a mark, or nobody minds. */
    synchronized void stopHashing() {
        hashing = false;
        hashes = null;
    }

    synchronized boolean anyDirty(ClientHandle client, long first, long end) {
        fanOutFor(client, first, end);
        if (!any(client, first, end)) {
            compare(client, first, end);
        }
        return any(client, first, end);
    }

    synchronized long count(ClientHandle client) {
        fanOutFor(client, 0, pageCount);
        compare(client, 0, pageCount);
        return countNow(client);
    }

    /** The client's dirty pages. */
    synchronized Found look(ClientHandle client) {
        fanOutFor(client, 0, pageCount);
        compare(client, 0, pageCount);
        return found(client);
    }

    /** As {@link #look}, without a comparison: pages that were written unseen since the last one are not in it. */
    synchronized Found glance(ClientHandle client) {
        fanOutFor(client, 0, pageCount);
        return found(client);
    }

    /**
     * The client's figures, without a comparison: pages that were written unseen since the last one are not in them.
     *
     * @param pageSize in bytes
     * @param missingBytes how many bytes the last page is short of a whole one
     */
    synchronized ClientStats stats(ClientHandle client, int pageSize, long missingBytes) {
        fanOutFor(client, 0, pageCount);
        long pages = countNow(client);
        boolean withLast = any(client, pageCount - 1, pageCount);
        Meter meter = meters[client.requireSlot()];
        return new ClientStats(
                pages,
                pages * pageSize - (withLast ? missingBytes : 0),
                meter == null ? 0 : meter.harvests,
                meter == null ? 0 : meter.pages,
                meter == null ? 0 : meter.pagesPerSecond);
    }

    /**
     * Takes the client's dirty pages of a range. Bits outside the range stay, and are not in the result.
     *
     * <p>The bits are cleared last, after everything that can fail, {@code wrap} included: who gets an exception has lost nothing.
     *
     * @param wrap makes the result of what was found
     */
    synchronized <T> T take(ClientHandle client, long first, long end, Function<Found, T> wrap) {
        int slot = client.requireSlot();
        fanOut(first, end);
        dirty.ofTaker(slot); // so that what is compared is dirty in it
        compareAndTake(first, end);
        Meter meter = meter(slot);
        PageBitmap own = dirty.ofTaker(slot);
        PageBitmap.Cut cut = own.cut(first, end, hashing ? hashes : null);
        long count = cut.taken().count();
        if (count > 0) {
            passSafepoint();
        }
        T result = wrap.apply(new Found(cut.taken(), epoch + 1));
        meter.harvested(count);
        own.clear(cut);
        epoch++;
        return result;
    }

    /** Returns what {@link #take} took. Never for want of memory, but may make more pages dirty then. */
    synchronized void giveBack(ClientHandle client, Pages taken) {
        // The slot stays this client's while the table is locked: removal forgets it here before it is given away.
        PageBitmap bitmap = dirty.of(client.slot());
        if (!client.isRemoved() && bitmap != null) { // else nobody is left to ask, or everything is dirty anyway
            bitmap.or(taken);
        }
    }

    synchronized void clear(ClientHandle client, long first, long end) {
        int slot = client.requireSlot();
        if (first >= end) {
            return;
        }
        fanOut(first, end);
        dirty.ofTaker(slot);
        passSafepoint();
        compareAndTake(first, end);
        PageBitmap own = dirty.ofTaker(slot);
        own.clear(own.cut(first, end, hashing ? hashes : null));
    }

    /** Gives the table a book of its audit. Call it before anything is harvested. */
    synchronized void audit(AuditBook book) {
        audit = book;
    }

    /**
     * Checks the pages of a range whose turn it is, and makes those dirty for every client that changed without a mark. Call it
     * before a harvest.
     */
    synchronized void audit(long first, long end) {
        if (first < end) {
            fanOut(first, end);
            passSafepoint();
            if (auditUnsure) {
                audit.off(); // starts over
                auditUnsure = false;
            }
            audit.check(first, end, marks, dirty::set);
        }
    }

    /** Ends the audit and frees what it keeps. */
    synchronized void auditOff() {
        audit.off();
    }

    /** Sets suspects of the audit apart; returns whether there are any. */
    synchronized boolean awaitSuspects() {
        return audit.await();
    }

    /** Calls those suspects that were set apart misses whose mark has not come. */
    synchronized void settleSuspects(String region, Consumer<AuditMiss> missed) {
        long[] pages = audit.awaited();
        for (int i = 0; pages != null && i < pages.length; i++) {
            if (pages[i] != 0) {
                fanOut((long) i << 6, Math.min(pageCount, (i + 1L) << 6));
            }
        }
        audit.settle(region, missed);
    }

    /** Hands on the open suspects of the audit. */
    synchronized void openSuspects(String region, Consumer<AuditMiss> suspects) {
        audit.forEachOpen(region, suspects);
    }

    synchronized String auditState() {
        return audit.state();
    }

    synchronized AuditStats auditStats() {
        return audit.stats();
    }

    /** Marks pages {@code [first, end)} for every client. Does not lock. */
    void mark(long first, long end) {
        marks.markAll(first, end - 1);
    }

    /**
     * Makes pages {@code [first, end)}, which were just written, dirty for every client but one that knows what they hold. For that
     * one too where pages are hashed: a page whose hash was forgotten must be dirty.
     */
    synchronized void markForOthers(ClientHandle knowing, long first, long end) {
        if (hashing || hashes != null) {
            mark(first, end);
            return;
        }
        dirty.setForOthers(knowing.slot(), first, end);
        for (long page = first; audit != null && page < end; page++) {
            audit.marked((int) (page >>> 6), 1L << page);
        }
    }

    /** Makes every page dirty for the client that owns the slot, now or in future. */
    synchronized void forget(int slot) {
        dirty.drop(slot);
        meters[slot] = null;
    }

    /** Before a look: takes the marks of the range, unless the client finds every page dirty anyway. */
    private void fanOutFor(ClientHandle client, long first, long end) {
        if (dirty.of(client.requireSlot()) != null) {
            fanOut(first, end);
        }
    }

    private Found found(ClientHandle client) {
        PageBitmap bitmap = dirty.of(client.requireSlot());
        return new Found(bitmap == null ? dirty.all().pages() : bitmap.pages(), epoch);
    }

    private boolean any(ClientHandle client, long first, long end) {
        PageBitmap bitmap = dirty.of(client.requireSlot());
        return bitmap == null ? first < end : bitmap.any(first, end);
    }

    private long countNow(ClientHandle client) {
        PageBitmap bitmap = dirty.of(client.requireSlot());
        return bitmap == null ? pageCount : bitmap.count();
    }

    private Meter meter(int slot) {
        if (meters[slot] == null) {
            meters[slot] = new Meter(startNanos);
        }
        return meters[slot];
    }

    /** Before a look: finds what changed unseen. */
    private void compare(ClientHandle client, long first, long end) {
        if (hashing && hashes != null && dirty.of(client.requireSlot()) != null) {
            hashes.compare(content, first, end, dirty::set);
        }
    }

    /** As {@link #compare}, before pages of the range are cleared. */
    private void compareAndTake(long first, long end) {
        if (hashing) {
            if (hashes == null) {
                hashes = new PageHashes(pageCount);
            }
            passSafepoint();
            hashes.compareAndTake(content, first, end, dirty::set);
        }
    }

    /** Takes the marks of the groups that the range touches, and gives them to all clients. */
    private void fanOut(long first, long end) {
        if (first >= end) {
            return;
        }
        if (levelsUnsure) {
            marks.announceAll();
        }
        levelsUnsure = true;
        int stop = (int) ((end - 1) / Marks.GROUP) + 1;
        int group = marks.nextGroup((int) (first / Marks.GROUP), stop);
        while (group < stop) {
            int chunk = group / Marks.CHUNK;
            int stopOfChunk = Math.min(stop, (chunk + 1) * Marks.CHUNK);
            dirty.prepare(chunk);
            try {
                long present = marks.take(group, stopOfChunk, words);
                if (present != 0) {
                    safepointDue = true;
                    dirty.or(chunk, present, words);
                    tell(chunk, present);
                }
            } catch (RuntimeException | Error e) {
                // Marks may be taken and not kept. No call may be made here: there may be no stack for one.
                dirty.kept = ClientBitmaps.NONE;
                safepointDue = true;
                auditUnsure = true;
                throw e;
            }
            dirty.settle(chunk);
            group = marks.nextGroup(stopOfChunk, stop);
        }
        levelsUnsure = false;
    }

    /** Tells of marks that were taken. */
    private void tell(int chunk, long present) {
        if (hashes == null && audit == null) {
            return;
        }
        for (long left = present; left != 0; left &= left - 1) {
            int i = Long.numberOfTrailingZeros(left);
            int word = chunk * Chunk.WORDS + i;
            if (hashes != null) {
                hashes.forget(word, words[i]);
            }
            if (audit != null) {
                audit.marked(word, words[i]);
            }
        }
    }

    private void passSafepoint() {
        if (safepointDue) {
            safepoint.run();
            safepointDue = false;
            marks.safepointPassed();
        }
    }

    /** Pages that were found or taken, and the epoch they belong to. */
    record Found(Pages pages, long epoch) {}

    /** One client's harvests. */
    private static final class Meter {
        private long lastNanos;
        private long harvests;
        private long pages;
        private double pagesPerSecond;

        Meter(long startNanos) {
            lastNanos = startNanos;
        }

        void harvested(long count) {
            long now = System.nanoTime();
            pagesPerSecond = count * 1e9 / Math.max(1, now - lastNanos);
            lastNanos = now;
            pages += count;
            harvests++;
        }
    }
}
