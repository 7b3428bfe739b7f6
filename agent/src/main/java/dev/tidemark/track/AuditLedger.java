package dev.tidemark.track;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the books of all regions share: which share of the clean pages each harvest checks, the clock, the sums, and the misses.
 *
 * <p>Thread-safe. Locks only itself, and for no longer than a list takes.
 */
class AuditLedger {
    /** Misses that are kept; older ones are dropped. */
    static final int MAX_MISSES = 1_000;

    private static final long TICK_NANOS = 10_000_000;

    private final long startNanos = nanos();
    private final AtomicLong pagesAudited = new AtomicLong();
    private final AtomicLong suspects = new AtomicLong();
    private final AtomicLong misses = new AtomicLong();
    private final Deque<AuditMiss> kept = new ArrayDeque<>();
    private long lastId;
    private volatile int share;

    /** The clock of everything here; tests have their own. */
    long nanos() {
        return System.nanoTime();
    }

    /** Hundredths of a percent of the clean pages that each harvest checks; 0: the audit is off. */
    int share() {
        return share;
    }

    /** What was counted in all regions so far, those that ended included; neither open suspects nor memory. */
    AuditStats totals() {
        return new AuditStats(pagesAudited.get(), suspects.get(), 0, misses.get(), 0);
    }

    /**
     * Misses that are kept, oldest first.
     *
     * @param fromId first id of interest
     * @param max how many at most, at least 1
     */
    synchronized List<AuditMiss> misses(long fromId, int max) {
        List<AuditMiss> found = new ArrayList<>();
        for (AuditMiss miss : kept) {
            if (miss.id() >= fromId && found.size() < max) {
                found.add(miss);
            }
        }
        return found;
    }

    void share(int hundredths) {
        share = hundredths;
    }

    void audited(long pages) {
        pagesAudited.addAndGet(pages);
    }

    void suspected() {
        suspects.incrementAndGet();
    }

    void missed(long pages) {
        misses.addAndGet(pages);
    }

    /** Keeps a miss under an id of its own; returns it with that. */
    synchronized AuditMiss keep(AuditMiss miss) {
        AuditMiss numbered = new AuditMiss(
                ++lastId,
                miss.region(),
                miss.page(),
                miss.byteOffset(),
                miss.byteLength(),
                miss.fromMillis(),
                miss.toMillis());
        kept.addLast(numbered);
        if (kept.size() > MAX_MISSES) {
            kept.removeFirst();
        }
        return numbered;
    }

    /** The present in ticks of 10 ms, from 1 on. Stands still after 248 days, which makes time windows too wide. */
    int time() {
        return (int) Math.min(Integer.MAX_VALUE - 1, (nanos() - startNanos) / TICK_NANOS + 1);
    }

    /** A {@link #time} as milliseconds since 1970, by the clock of today. */
    long millis(int time) {
        long ago = nanos() - startNanos - (time - 1) * TICK_NANOS;
        return System.currentTimeMillis() - Math.floorDiv(ago, 1_000_000L);
    }
}
