package dev.tidemark.track;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Finds out when a suspect's mark can no longer come, so that none of them is called a miss while a write is on its way: be it a
 * read of gigabytes that marks when it returns, or a thread that was stopped between its store and its mark.
 *
 * <p><b>Argument.</b> Between a store and its mark a thread is inside one of the hooked methods, and its stack shows it. Suspects
 * are set apart first; then all stacks are looked at. A thread that is outside all hooked methods then has made its marks for
 * everything it stored before; one that is inside is <i>held</i> until a later look finds it outside, or ended. Once nobody is
 * held, every mark of what was set apart is there.
 *
 * <p><b>Grace.</b> Suspects wait at least {@value #GRACE_NANOS} ns too: for programs that call {@code markDirty} or {@code
 * mergeDirtyLog} after writes that the agent cannot see, and for virtual threads that were unmounted inside a hooked method, of
 * which stacks show nothing.
 *
 * <p>A thread that never leaves, such as one that is blocked in a channel read, keeps the suspects open: they stay marked and
 * listed, and {@link #heldBy} tells by whom. The doubt ends when that thread returns.
 *
 * <p><b>Thread safety.</b> One thread at a time calls {@link #tick}; {@link #heldBy} is for any.
 */
final class AuditWatch {
    static final long GRACE_NANOS = 2_000_000_000;

    private final Supplier<Set<Thread>> storing;
    private final AuditLedger ledger;
    private boolean waiting;
    private long sinceNanos;
    private volatile Set<Thread> held = Set.of();

    /**
     * A watch over nothing yet.
     *
     * @param storing looks at all stacks and returns the threads that are inside a hooked method
     */
    AuditWatch(Supplier<Set<Thread>> storing, AuditLedger ledger) {
        this.storing = storing;
        this.ledger = ledger;
    }

    /**
     * Settles what can be settled. Stacks are looked at only while there are suspects.
     *
     * @param missed told of each miss that is described, under the lock of its region
     */
    synchronized void tick(Collection<TrackedRegion> regions, Consumer<AuditMiss> missed) {
        if (waiting) {
            release();
            if (!held.isEmpty() || ledger.nanos() - sinceNanos < GRACE_NANOS) {
                return;
            }
            regions.forEach(region -> region.settleSuspects(missed));
            waiting = false;
        }
        for (TrackedRegion region : regions) {
            waiting |= region.awaitSuspects();
        }
        if (waiting) {
            sinceNanos = ledger.nanos();
            held = Set.copyOf(storing.get());
        }
    }

    /** Threads inside a hooked method since suspects were set apart; empty if nothing waits for them. */
    List<Thread> heldBy() {
        return List.copyOf(held);
    }

    private void release() {
        if (!held.isEmpty()) {
            Set<Thread> still = new HashSet<>(held);
            still.retainAll(storing.get());
            held = Set.copyOf(still);
        }
    }
}
