package dev.tidemark.track;

import dev.tidemark.boot.Marks;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * The audit of one region: compares pages that nobody marked with what they were at their last check.
 *
 * <p><b>The rule.</b> A page's hashes are taken when its marks have been taken and every thread has passed a safepoint since;
 * so whatever was marked before is in them. A mark that is taken later drops them ({@link #marked}). What differs at the next check
 * was therefore stored by a writer that had not marked when the marks were taken. Most such writers mark a moment later, and their
 * mark is there once the page has been read. If it is not, the page is a <b>suspect</b>: it is handed out as changed at once,
 * whatever the reason, and kept.
 *
 * <p><b>Suspects become misses</b> in two steps, because a bulk write may be on its way for long: {@link #await} sets those there
 * are apart; once no thread can be left that stored before that and will mark after it, which {@link AuditWatch} finds out,
 * {@link #settle} calls those misses whose mark has not come. Others may be found meanwhile; they wait for the next turn.
 *
 * <p><b>Error direction.</b> A page that is called a suspect or a miss did change. A write without a mark goes unnoticed where the
 * page is marked by another write before its next check, or where the hash of a block is the same by chance (one in 4 billion).
 *
 * <p><b>Cost.</b> Memory as in {@link BlockHashes} and {@link AuditTurns}, from the first check until the audit is off. A check
 * reads the page once.
 *
 * <p><b>Thread safety.</b> Everything runs under the lock of the region's {@link PageTable}.
 */
final class AuditBook {
    private final AuditLedger ledger;
    private volatile PageContent content;
    private final long pageCount;
    private final int pageShift;
    private final long byteSize;
    private final int blockShift;

    /** Blocks of a whole page. */
    private final int blocks;

    private final long[] read;

    /** Both are null while the region is not audited. */
    private AuditTurns turns;

    private BlockHashes hashes;

    /** Found since {@link #await}; null if none. */
    private Suspects fresh;

    /** Found before; null if none. */
    private Suspects awaited;

    /** Why the region is not audited although the audit is on; null if it is. */
    private String obstacle;

    private long pagesAudited;
    private long suspects;
    private long misses;

    /**
     * The book of a region that was not checked yet.
     *
     * @param content reads blocks of {@link BlockHashes#blockShift(int)}
     */
    AuditBook(AuditLedger ledger, PageContent content, long pageCount, int pageShift, long byteSize) {
        this.ledger = ledger;
        this.content = content;
        this.pageCount = pageCount;
        this.pageShift = pageShift;
        this.byteSize = byteSize;
        this.blockShift = BlockHashes.blockShift(pageShift);
        this.blocks = 1 << pageShift - blockShift;
        this.read = new long[blocks];
    }

    /** Reads the blocks elsewhere from now on: the memory is the same. May run beside everything else. */
    void readThrough(PageContent other) {
        content = other;
    }

    /** Marks of 64 pages were taken from MASTER. */
    void marked(int word, long bits) {
        if (hashes == null) {
            return;
        }
        hashes.forget(word, bits);
        if (fresh != null) {
            fresh.marked(word, bits);
        }
        if (awaited != null) {
            awaited.marked(word, bits);
        }
    }

    /** Forgets everything but the counts, and frees the memory. */
    void off() {
        turns = null;
        hashes = null;
        fresh = null;
        awaited = null;
        obstacle = null;
    }

    /**
     * Checks those pages of {@code [first, end)} whose turn it is. All marks of the range were taken, and a safepoint passed since.
     * Never throws: what cannot be checked is not, and {@link #state} says why.
     *
     * @param marks MASTER, to see marks that came meanwhile
     * @param changed told of each page that has changed without a mark
     */
    void check(long first, long end, Marks marks, LongConsumer changed) {
        int share = ledger.share();
        if (share == 0 || obstacle != null) {
            return;
        }
        long before = pagesAudited;
        try {
            if (hashes == null) {
                turns = new AuditTurns(pageCount);
                hashes = new BlockHashes(pageCount, pageShift);
            }
            for (long page = first; page < end; page++) {
                if (turns.next(page, share) && !check(page, marks, changed)) {
                    break; // the memory is gone
                }
            }
        } catch (OutOfMemoryError e) {
            stop("no memory for its hashes");
        } catch (UnsupportedOperationException e) {
            stop(e.getMessage());
        }
        ledger.audited(pagesAudited - before);
    }

    private boolean check(long page, Marks marks, LongConsumer changed) {
        int before = hashes.time(page);
        int now = ledger.time();
        long firstBlock = page << pageShift - blockShift;
        int count = (int) Math.min(blocks, (byteSize - 1 >>> blockShift) + 1 - firstBlock);
        if (!content.hash(firstBlock, count, read)) {
            return false;
        }
        int differing = hashes.exchange(page, read, count, now);
        if (before != 0) {
            pagesAudited++;
        }
        if (differing != 0 && !marks.isMarked(page)) {
            changed.accept(page);
            suspect(new Suspects.Suspect(page, differing, ledger.millis(before), ledger.millis(ledger.time() + 1)));
        }
        return true;
    }

    private void suspect(Suspects.Suspect suspect) {
        if (awaited != null && awaited.has(suspect.page())) {
            return; // known already
        }
        if (fresh == null) {
            fresh = new Suspects(pageCount);
        }
        if (!fresh.has(suspect.page())) {
            fresh.add(suspect);
            suspects++;
            ledger.suspected();
        }
    }

    private void stop(String why) {
        off();
        obstacle = why;
    }

    /** Sets the suspects there are apart, to be settled; returns whether there are any. Those of the turn before must have been settled. */
    boolean await() {
        awaited = fresh == null || fresh.count() == 0 ? null : fresh;
        fresh = null;
        return awaited != null;
    }

    /** Calls the suspects set apart misses, but those whose mark has come. Their marks have been taken. */
    void settle(String region, Consumer<AuditMiss> described) {
        if (awaited != null) {
            long missed = awaited.count();
            misses += missed;
            ledger.missed(missed);
            awaited.forEachDescribed(suspect -> described.accept(describe(region, suspect)));
        }
        awaited = null;
    }

    /** The pages set apart, as words of bits; null if there are none. */
    long[] awaited() {
        return awaited == null ? null : awaited.pages();
    }

    /** Hands on the open suspects that are described. */
    void forEachOpen(String region, Consumer<AuditMiss> described) {
        if (awaited != null) {
            awaited.forEachDescribed(suspect -> described.accept(describe(region, suspect)));
        }
        if (fresh != null) {
            fresh.forEachDescribed(suspect -> described.accept(describe(region, suspect)));
        }
    }

    /** Whether the region is audited, in words: on, off, or why not. */
    String state() {
        return ledger.share() == 0 ? "off" : obstacle == null ? "on" : "not audited: " + obstacle;
    }

    AuditStats stats() {
        long open = (awaited == null ? 0 : awaited.count()) + (fresh == null ? 0 : fresh.count());
        long bytes = hashes == null ? 0 : turns.byteSize() + hashes.byteSize();
        return new AuditStats(pagesAudited, suspects, open, misses, bytes);
    }

    private AuditMiss describe(String region, Suspects.Suspect suspect) {
        long page = suspect.page() << pageShift;
        long first = page + ((long) Integer.numberOfTrailingZeros(suspect.blocks()) << blockShift);
        long end = page + ((long) (32 - Integer.numberOfLeadingZeros(suspect.blocks())) << blockShift);
        return new AuditMiss(
                0,
                region,
                suspect.page(),
                first,
                Math.min(end, byteSize) - first,
                suspect.fromMillis(),
                suspect.toMillis());
    }
}
