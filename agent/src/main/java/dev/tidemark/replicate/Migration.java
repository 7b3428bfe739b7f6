package dev.tidemark.replicate;

import dev.tidemark.DirtyPages;
import dev.tidemark.Guest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Moves a region to a replica while its guest runs: everything first, then again and again what changed since, until the rest fits
 * into the downtime that is allowed; then the guest stands still for the last round and is handed over.
 *
 * <p><b>The hand-over.</b> The guest is quiesced, the last pages are sent with its state, and the replica confirms that it holds the epoch.
 * Until then anything that fails lets the guest go on here. Then the replica is told that the guest has stopped, and {@link Guest#stop} is
 * called; from that word on the guest never goes on here, even if the answer is lost.
 *
 * <p>{@link #run} once, on any thread; the other methods on any thread at any time.
 */
public final class Migration {
    private final Feed feed;

    /** Null when it has ended: it leads to the guest's memory. */
    private Replication how;

    private final List<Round> rounds = new ArrayList<>();
    private final Estimates estimates = new Estimates();
    private final Throttle throttle;
    private volatile boolean started;
    private volatile boolean cancelled;
    private volatile boolean forced;
    private volatile boolean throttled;
    private volatile boolean pointOfNoReturn;

    Migration(Replication how) {
        this.how = how;
        this.feed = new Feed(how.region(), how);
        this.throttle = new Throttle(how.region());
        this.throttled = how.isThrottled();
    }

    /** The rounds until now. */
    public List<Round> rounds() {
        synchronized (rounds) {
            return List.copyOf(rounds);
        }
    }

    /**
     * Breaks it off; the guest goes on here. Too late once the replica was told that the guest has stopped.
     *
     * @return whether it was in time
     */
    public boolean cancel() {
        synchronized (feed) {
            if (pointOfNoReturn) {
                return false;
            }
            cancelled = true;
        }
        feed.fail("the migration was cancelled");
        return true;
    }

    /** Hands over after the present round, however long the guest has to stand still. */
    public void force() {
        forced = true;
    }

    /** From the present round on as {@link Replication#throttled} says. */
    public void throttle() {
        throttled = true;
    }

    /**
     * Migrates.
     *
     * @return what was done; the guest has stopped
     * @throws ReplicationException if it failed, was cancelled, or did not converge; the guest runs on, and nothing is lost
     * @throws IllegalStateException if the region ended, or this ran before
     */
    public MigrationResult run() throws IOException {
        synchronized (this) {
            if (started) {
                throw new IllegalStateException("a migration runs once: prepare another one");
            }
            started = true;
        }
        long start = System.nanoTime();
        try (feed;
                throttle) {
            feed.connect();
            feed.begin();
            return how.guest() == null ? withoutGuest(start) : withGuest(start);
        } catch (IOException e) {
            throw cancelled ? new ReplicationException("the migration was cancelled", e) : e;
        } finally {
            how = null;
        }
    }

    private MigrationResult withGuest(long start) throws IOException {
        Round last;
        do {
            last = round(false);
        } while (!mayHandOver(last, start));
        throttle.pause();
        long epoch;
        Pause pause = new Pause(how.guest(), feed, forced || how.isForced() ? 0 : how.pauseLimitMillis());
        try (pause) {
            round(true);
            epoch = feed.commit(how.guest().attachments());
            feed.check(); // the limit of pauses may have ended it
            passPointOfNoReturn();
            pause.stop();
        }
        boolean confirmed = handOver();
        long downtime = pause.nanos();
        how.guest().stop();
        return result(epoch, confirmed, downtime, start);
    }

    /** Complete when nothing was written while the last round was copied. */
    private MigrationResult withoutGuest(long start) throws IOException {
        Round last;
        do {
            last = round(false);
            checkLimits(last, start, false);
        } while (last.remainingBytes() > 0);
        long epoch = feed.commit(Map.of());
        passPointOfNoReturn();
        return result(epoch, handOver(), 0, start);
    }

    private MigrationResult result(long epoch, boolean confirmed, long downtime, long start) {
        return new MigrationResult(epoch, confirmed, rounds(), downtime, System.nanoTime() - start, feed.wireBytes());
    }

    private void passPointOfNoReturn() throws IOException {
        synchronized (feed) {
            checkCancelled();
            pointOfNoReturn = true;
        }
    }

    private void checkCancelled() throws IOException {
        if (cancelled) {
            throw new ReplicationException("the migration was cancelled");
        }
    }

    private boolean handOver() {
        try {
            feed.handOver();
            feed.awaitHandOver();
            return true;
        } catch (IOException e) {
            return false; // told by the result
        }
    }

    private boolean mayHandOver(Round last, long start) throws IOException {
        boolean fits = last.predictedDowntimeNanos() <= how.downtimeNanos();
        return forced || fits && !isWorthAnother(last) || checkLimits(last, start, fits || how.isForced());
    }

    /** Whether one more round is likely to halve what is left of a downtime that one would notice; estimates are not exact. */
    private boolean isWorthAnother(Round last) {
        long taken = last.dirtyPages() * how.region().pageSize();
        return last.predictedDowntimeNanos() > how.downtimeNanos() / 4 && last.remainingBytes() <= taken / 2;
    }

    /** @return whether a limit was reached and the guest is to be moved all the same */
    private boolean checkLimits(Round last, long start, boolean force) throws IOException {
        boolean tooMany = last.number() >= how.maxRounds();
        boolean tooLong = System.nanoTime() - start >= how.timeoutNanos();
        if (!tooMany && !tooLong) {
            return false;
        }
        if (force) {
            return true;
        }
        throw new ReplicationException("the migration did not converge "
                + (tooMany ? "in " + last.number() + " rounds" : "in time") + ": the guest dirties "
                + (long) last.dirtyBytesPerSecond() + " bytes per second, " + last.remainingBytes()
                + " bytes are left and take " + last.predictedDowntimeNanos() / 1_000_000
                + " ms; allow a longer downtime, more bandwidth, a faster disk at the replica, or force it");
    }

    private Round round(boolean guestStands) throws IOException {
        long start = System.nanoTime();
        long wire = feed.wireBytes();
        DirtyPages taken = feed.sendRound();
        long sent = feed.wireBytes() - wire;
        long sending = System.nanoTime();
        estimates.sent(taken.byteCount(), sent, sending - start);
        if (how.guest() != null && !guestStands) {
            long expected = feed.flush();
            estimates.flushed(System.nanoTime() - sending, expected);
        }
        long nanos = Math.max(1, System.nanoTime() - start);
        long remaining = guestStands ? 0 : feed.dirtyBytes();
        long[] counts = feed.takeCounts();
        if (throttled && !guestStands) {
            throttle.round(taken.byteCount(), remaining, nanos);
        }
        Round round = new Round(
                rounds.size() + 1,
                taken.pageCount(),
                counts[0],
                counts[1],
                counts[2],
                sent,
                nanos,
                remaining * 1e9 / nanos,
                remaining,
                estimates.nanosFor(remaining),
                throttle.percent());
        synchronized (rounds) {
            rounds.add(round);
        }
        how.watcher().accept(round);
        checkCancelled(); // a round that sends nothing does not notice, and the guest would stand still in vain
        return round;
    }
}
