package dev.tidemark.track;

import dev.tidemark.Coverage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The audit: at each harvest the content of a share of the clean pages is compared with what it was at the last check, so that a
 * write which nobody marked is found, named, and marked for every client at once. See {@link AuditBook} for the rule and {@link
 * AuditWatch} for why a write that is on its way is never called a miss.
 *
 * <p>Checks regions whose coverage is {@link Coverage#COMPLETE}. Others compare the content of every page at each look already.
 *
 * <p><b>Cost.</b> A harvest reads and hashes its share of the region's pages under the region's lock; writers are not held up.
 * Memory: 70 bytes per page of 1 KiB or more (1.7 % at 4 KiB), 22 per page of 256 bytes, 10 per page of 64. Off, it costs nothing.
 *
 * <p>Thread-safe.
 */
public final class Audit {
    /** All clean pages, in the unit of shares: hundredths of a percent. */
    public static final int WHOLE = AuditTurns.WHOLE;

    private final Registry registry;
    private final AuditLedger ledger;

    /** Null until {@link #connect}: nothing is settled then. */
    private volatile AuditWatch watch;

    private volatile Consumer<AuditMiss> missed;

    Audit(Registry registry, AuditLedger ledger) {
        this.registry = registry;
        this.ledger = ledger;
    }

    /**
     * Tells the audit what it needs to know of threads, and whom to tell. Without it no suspect is ever settled.
     *
     * @param storing returns the threads that may be between a store and its mark
     * @param listener told of each miss that is described, by {@link #settle}
     */
    public void connect(Supplier<Set<Thread>> storing, Consumer<AuditMiss> listener) {
        missed = listener;
        watch = new AuditWatch(storing, ledger);
    }

    /** Hundredths of a percent of the clean pages that each harvest checks; 0: the audit is off. */
    public int share() {
        return ledger.share();
    }

    /**
     * Switches the audit, from the next harvest of each region on. Off frees its memory and forgets open suspects, whose pages
     * stay dirty.
     *
     * @param share hundredths of a percent, 0 to {@link #WHOLE}; 0 is off
     */
    public synchronized void switchTo(int share) {
        if (share < 0 || share > WHOLE) {
            throw new IllegalArgumentException(
                    "an audit's share must be 0 to " + WHOLE + " hundredths of a percent: " + share);
        }
        boolean wasOn = ledger.share() != 0;
        ledger.share(share);
        if (share == 0 && wasOn) {
            for (TrackedRegion region : registry.snapshot()) {
                region.table().auditOff();
            }
        }
    }

    /** The sums over all regions; counts of regions that ended are in them. */
    public AuditStats stats() {
        AuditStats stats = ledger.totals();
        for (TrackedRegion region : registry.snapshot()) {
            AuditStats of = region.auditStats();
            stats = stats.plus(new AuditStats(0, 0, of.openSuspects(), 0, of.memoryBytes()));
        }
        return stats;
    }

    /**
     * The misses, oldest first; the last {@value AuditLedger#MAX_MISSES} are kept.
     *
     * @param fromId first id of interest
     * @param max how many at most, at least 1
     */
    public List<AuditMiss> misses(long fromId, int max) {
        return ledger.misses(fromId, max);
    }

    /** The open suspects in words, and who holds them up, a line each; at most {@code max} lines. */
    public List<String> suspects(int max) {
        List<String> lines = new ArrayList<>();
        for (TrackedRegion region : registry.snapshot()) {
            region.openSuspects(suspect -> {
                if (lines.size() < max) {
                    lines.add(suspect.describe());
                }
            });
        }
        AuditWatch present = watch;
        for (Thread thread : lines.isEmpty() || present == null ? List.<Thread>of() : present.heldBy()) {
            if (lines.size() < max) {
                lines.add("thread '" + thread.getName()
                        + "' is inside a method that marks what it wrote when it returns");
            }
        }
        return lines;
    }

    /** Calls suspects misses whose mark can no longer come, and tells the listener. Call it about once a second. */
    public void settle() {
        AuditWatch present = watch;
        if (present == null) {
            return;
        }
        List<AuditMiss> found = new ArrayList<>();
        present.tick(registry.snapshot(), miss -> found.add(ledger.keep(miss)));
        found.forEach(missed);
    }

    /** What the books of the regions share. */
    AuditLedger ledger() {
        return ledger;
    }
}
