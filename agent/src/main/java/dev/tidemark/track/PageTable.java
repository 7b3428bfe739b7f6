package dev.tidemark.track;

import dev.tidemark.boot.Marks;
import java.util.function.Consumer;

/**
 * The pages of one region: MASTER, which writers mark, and behind it a bitmap for each client.
 *
 * <p><b>MASTER is a buffer.</b> Before any client's bitmap is read or cleared, marks in the range asked for are taken from
 * MASTER and ORed into the bitmaps of all clients. A client that has never taken anything has no bitmap: it finds every page
 * dirty, and costs nothing.
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
 * <p><b>If comparing fails</b>, for want of memory or stack, the exception comes before anything was cleared, and what changed up to
 * there is dirty already. What cannot be read is dirty and stays so.
 *
 * <p><b>Thread safety.</b> Every method locks this object, unless it says otherwise, and none waits for anything that application
 * code does: a hook may wait for this lock, whatever the application holds. Writers do not lock: they only touch {@link #marks}.
 */
final class PageTable {
    private final long pageCount;
    private final Marks marks;

    /** What {@link Marks#take} fills. */
    private final long[] words = new long[Marks.GROUP / 64];

    private final long[][] dirty = new long[Clients.MAX][];
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

    /** Where the pages' content is read. */
    private volatile PageContent content;

    /** Pages are compared. Set when the hashes that it takes are there, and not before: whoever reads it may hand out memory. */
    private volatile boolean hashing;

    /** Null until they are needed: while no client has a bitmap, everything is dirty for everyone. */
    private PageHashes hashes;

    PageTable(long pageCount, Marks marks, Runnable safepoint, PageContent content) {
        this.pageCount = pageCount;
        this.marks = marks;
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
            for (long[] bitmap : dirty) {
                if (bitmap != null) {
                    hashes = new PageHashes(pageCount);
                    hashes.compareAndTake(content, 0, pageCount, dirty);
                    break;
                }
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
        long[] bitmap = upToDate(client, first, end);
        if (bitmap == null) {
            return first < end;
        }
        if (!Bits.any(bitmap, first, end)) {
            compare(first, end);
        }
        return Bits.any(bitmap, first, end);
    }

    synchronized long count(ClientHandle client) {
        long[] bitmap = upToDate(client, 0, pageCount);
        if (bitmap == null) {
            return pageCount;
        }
        compare(0, pageCount);
        return Bits.count(bitmap);
    }

    /** A copy of the client's bitmap. */
    synchronized Pages look(ClientHandle client) {
        long[] bitmap = upToDate(client, 0, pageCount);
        if (bitmap == null) {
            return new Pages(Bits.full(pageCount), epoch);
        }
        compare(0, pageCount);
        return new Pages(bitmap.clone(), epoch);
    }

    /** As {@link #look}, without a comparison: pages that were written unseen since the last one are not in it. */
    synchronized Pages glance(ClientHandle client) {
        long[] bitmap = upToDate(client, 0, pageCount);
        return new Pages(bitmap == null ? Bits.full(pageCount) : bitmap.clone(), epoch);
    }

    /**
     * The client's figures, without a comparison: pages that were written unseen since the last one are not in them.
     *
     * @param pageSize in bytes
     * @param missingBytes how many bytes the last page is short of a whole one
     */
    synchronized ClientStats stats(ClientHandle client, int pageSize, long missingBytes) {
        long[] bitmap = upToDate(client, 0, pageCount);
        long pages = bitmap == null ? pageCount : Bits.count(bitmap);
        boolean withLast = bitmap == null || Bits.any(bitmap, pageCount - 1, pageCount);
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
     * <p>The bits are cleared last, after everything that can fail: who gets an exception has lost nothing.
     */
    synchronized Pages take(ClientHandle client, long first, long end) {
        int slot = client.requireSlot();
        fanOut(first, end);
        long[] own = bitmap(slot);
        Meter meter = meter(slot);
        Pages taken = new Pages(new long[own.length], epoch + 1);
        compareAndTake(first, end);
        long count = 0;
        for (int i = (int) (first >>> 6); i < Bits.words(end); i++) {
            taken.words[i] = own[i] & Bits.mask(i, first, end);
            count += Long.bitCount(taken.words[i]);
        }
        if (count > 0) {
            passSafepoint();
            long[] cleared = clearable(taken.words);
            for (int i = (int) (first >>> 6); i < Bits.words(end); i++) {
                own[i] ^= cleared[i];
            }
        }
        meter.harvested(count);
        epoch++;
        return taken;
    }

    /** Returns what {@link #take} took. */
    synchronized void giveBack(ClientHandle client, long[] taken) {
        // The slot stays this client's while the table is locked: removal forgets it here before it is given away.
        if (client.isRemoved() || dirty[client.slot()] == null) {
            return; // nobody left to ask, or everything is dirty anyway
        }
        Bits.or(dirty[client.slot()], taken);
    }

    synchronized void clear(ClientHandle client, long first, long end) {
        int slot = client.requireSlot();
        if (first >= end) {
            return;
        }
        fanOut(first, end);
        long[] own = bitmap(slot);
        passSafepoint();
        compareAndTake(first, end);
        for (int i = (int) (first >>> 6); i < Bits.words(end); i++) {
            own[i] &= ~(Bits.mask(i, first, end) & (hashing ? hashes.known(i) : -1L));
        }
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
            audit.check(first, end, marks, this::dirtyForAll);
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

    private void dirtyForAll(long page) {
        for (long[] words : dirty) {
            if (words != null) {
                words[(int) (page >>> 6)] |= 1L << page;
            }
        }
    }

    /** Marks pages {@code [first, end)} for every client. Does not lock. */
    void mark(long first, long end) {
        marks.markAll(first, end - 1);
    }

    /** Makes every page dirty for the client that owns the slot, now or in future. */
    synchronized void forget(int slot) {
        dirty[slot] = null;
        meters[slot] = null;
    }

    /** The client's bitmap with all marks of the range in it, or null if it finds every page dirty. */
    private long[] upToDate(ClientHandle client, long first, long end) {
        long[] bitmap = dirty[client.requireSlot()];
        if (bitmap != null) {
            fanOut(first, end);
        }
        return bitmap;
    }

    /** The bitmap of a client that is about to take or clear, created if this is the first time. */
    private long[] bitmap(int slot) {
        if (dirty[slot] == null) {
            dirty[slot] = Bits.full(pageCount);
        }
        return dirty[slot];
    }

    private Meter meter(int slot) {
        if (meters[slot] == null) {
            meters[slot] = new Meter(startNanos);
        }
        return meters[slot];
    }

    /** Before a look: finds what changed unseen. */
    private void compare(long first, long end) {
        if (hashing && hashes != null) {
            hashes.compare(content, first, end, dirty);
        }
    }

    /** As {@link #compare}, before pages of the range are cleared. */
    private void compareAndTake(long first, long end) {
        if (hashing) {
            if (hashes == null) {
                hashes = new PageHashes(pageCount);
            }
            passSafepoint();
            hashes.compareAndTake(content, first, end, dirty);
        }
    }

    /** Those of the pages that may be cleared: what could not be read may not. */
    private long[] clearable(long[] taken) {
        if (!hashing) {
            return taken;
        }
        long[] cleared = new long[taken.length];
        for (int i = 0; i < taken.length; i++) {
            cleared[i] = taken[i] & hashes.known(i);
        }
        return cleared;
    }

    private void fanOut(long first, long end) {
        if (first >= end) {
            return;
        }
        int last = (int) ((end - 1) / Marks.GROUP) + 1;
        for (int group = marks.nextGroup((int) (first / Marks.GROUP), last);
                group < last;
                group = marks.nextGroup(group + 1, last)) {
            if (marks.take(group, words) == 0) {
                continue;
            }
            safepointDue = true;
            // First of all, and without a call: an error in between would lose the marks.
            for (int w = 0; w < words.length; w++) {
                if (words[w] != 0) {
                    for (long[] bitmap : dirty) {
                        if (bitmap != null) {
                            bitmap[group * (Marks.GROUP / 64) + w] |= words[w];
                        }
                    }
                }
            }
            for (int w = 0; w < words.length; w++) {
                if (words[w] != 0) {
                    marked(group * (Marks.GROUP / 64) + w, words[w]);
                }
            }
        }
    }

    private void marked(int word, long bits) {
        if (audit != null) {
            audit.marked(word, bits);
        }
        if (hashes != null) {
            hashes.forget(word, bits);
        }
    }

    private void passSafepoint() {
        if (safepointDue) {
            safepoint.run();
            safepointDue = false;
        }
    }

    /** Pages that were found or taken, and the epoch they belong to. */
    record Pages(long[] words, long epoch) {}

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
