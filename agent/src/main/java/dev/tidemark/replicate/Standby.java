package dev.tidemark.replicate;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Keeps a replica a fraction of a second behind, for good: an epoch each interval. The guest stands still while the pages that are dirty
 * then are copied aside; they are sent while it runs again. If many are dirty, most of them are sent first, in the same epoch.
 *
 * <p>A connection that ends is made again, and goes on from the epoch that the replica has; nothing is copied that it has. The guest never
 * waits for a network that is gone, except while more was written than fits into the staging memory, and then for the limit of pauses
 * at most.
 *
 * <p>Has a thread of its own. Several standbys of one region each have a client of their own and know nothing of each other.
 * Thread-safe.
 */
public final class Standby implements AutoCloseable {
    /** Rounds before the guest is asked to stand still. */
    private static final int MAX_FIRST_ROUNDS = 5;

    /** Rounds in which a region without a guest may come to rest. */
    private static final int MAX_REST_ROUNDS = 200;

    private static final long FIRST_RETRY_MILLIS = 50;
    private static final long LAST_RETRY_MILLIS = 5000;

    /** A standby that wants many epochs tries to connect often. */
    private static final long RETRY_INTERVALS = 10;

    private final Feed feed;

    /** Null when it has ended, as in {@link Feed}. */
    private Replication how;

    private Staging staging;
    private final long intervalNanos;
    private final long lastRetryMillis;
    private final Thread thread;
    private final Object wake = new Object();
    private volatile boolean closed;

    private long epochs;
    private long connections;
    private long lastPause;
    private long maxPause;
    private long coveredNanos;
    private volatile StandbyStatus status = new StandbyStatus(true, false, 0, -1, 0, 0, 0, 0, 0, "");

    Standby(Replication how, Duration interval) {
        this.how = how;
        this.feed = new Feed(how.region(), how);
        this.staging = new Staging(how.stagingBytes());
        this.intervalNanos = interval.toNanos();
        this.lastRetryMillis =
                Math.max(FIRST_RETRY_MILLIS, Math.min(LAST_RETRY_MILLIS, RETRY_INTERVALS * interval.toMillis()));
        this.thread = Watch.thread("tidemark-standby", this::run);
        thread.start();
    }

    /** How it is doing. */
    public StandbyStatus status() {
        StandbyStatus now = status;
        return now.epoch() == 0
                ? now
                : new StandbyStatus(
                        now.running(),
                        now.connected(),
                        now.epoch(),
                        System.nanoTime() - now.behindNanos(),
                        now.epochs(),
                        now.connections(),
                        now.lastPauseNanos(),
                        now.maxPauseNanos(),
                        now.wireBytes(),
                        now.problem());
    }

    private void run() {
        long retry = FIRST_RETRY_MILLIS;
        try {
            while (!closed && feed.region().isOpen()) {
                try {
                    if (!feed.isConnected()) {
                        feed.connect();
                        connections++;
                        tell("");
                    }
                    long begun = System.nanoTime();
                    epoch();
                    retry = FIRST_RETRY_MILLIS;
                    pause(Math.max(0, intervalNanos - (System.nanoTime() - begun)));
                } catch (IOException | RuntimeException | OutOfMemoryError e) {
                    disconnect(e);
                    pause(TimeUnit.MILLISECONDS.toNanos(retry));
                    retry = Math.min(2 * retry, lastRetryMillis);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            closed = true;
            feed.close();
            how = null;
            staging = null;
            tell(status.problem());
        }
    }

    /** Also when memory is short, for then a standby is needed soon. */
    private void disconnect(Throwable why) {
        try {
            feed.disconnect();
            tell(why instanceof Error || why.getMessage() == null ? why.toString() : why.getMessage());
        } catch (OutOfMemoryError e) {
            return; // what was taken is given back all the same
        }
    }

    private void epoch() throws IOException, InterruptedException {
        long asOf = System.nanoTime();
        feed.check();
        long dirty = feed.dirtyBytes();
        if (feed.isResumed() && feed.confirmed() > 0 && dirty == 0) {
            coveredNanos = asOf; // the replica's epoch is the present one
            tell(status.problem());
            return;
        }
        feed.begin();
        if (how.guest() == null) {
            awaitRest();
        } else {
            copyStanding(dirty);
        }
        epochs++;
        tell(status.problem());
    }

    private void copyStanding(long dirtyBytes) throws IOException {
        long dirty = dirtyBytes;
        for (int i = 0; i < MAX_FIRST_ROUNDS && !isLittle(dirty); i++) {
            feed.sendRound();
            dirty = feed.dirtyBytes();
        }
        staging.clear();
        Map<String, byte[]> attachments;
        Pause pause = new Pause(how.guest(), feed, how.pauseLimitMillis());
        try (pause) {
            coveredNanos = System.nanoTime();
            feed.stageRound(staging);
            attachments = how.guest().attachments();
        } finally {
            lastPause = pause.nanos();
            maxPause = Math.max(maxPause, lastPause);
        }
        feed.sendStaged(staging);
        feed.commit(attachments);
    }

    private boolean isLittle(long dirty) {
        return feed.isResumed() && staging.fits(2 * dirty);
    }

    /** Without a guest that can stand still: until nothing was written while a round was copied. */
    private void awaitRest() throws IOException, InterruptedException {
        for (int i = 0; i < MAX_REST_ROUNDS; i++) {
            long before = System.nanoTime();
            feed.sendRound();
            if (feed.dirtyBytes() == 0) {
                coveredNanos = before;
                feed.commit(Map.of());
                return;
            }
            if (closed) {
                throw new ReplicationException("the standby was closed");
            }
            pause(Math.min(intervalNanos, TimeUnit.MILLISECONDS.toNanos(10)));
        }
        throw new ReplicationException("region '" + feed.region().name() + "' did not rest once in " + MAX_REST_ROUNDS
                + " rounds, so the replica has no newer epoch: give the replication a guest that can stand still");
    }

    /** Times are kept as moments in {@code status}; {@link #status()} makes ages of them. */
    private void tell(String problem) {
        status = new StandbyStatus(
                !closed,
                feed.isConnected(),
                feed.confirmed(),
                feed.confirmed() == 0 ? -1 : coveredNanos,
                epochs,
                connections,
                lastPause,
                maxPause,
                feed.wireBytes(),
                problem);
    }

    private void pause(long nanos) throws InterruptedException {
        synchronized (wake) {
            if (!closed && nanos > 0) {
                TimeUnit.NANOSECONDS.timedWait(wake, nanos);
            }
        }
    }

    /** Ends it, and waits until it has ended. The replica keeps its epoch. */
    @Override
    public void close() {
        synchronized (wake) {
            closed = true;
            wake.notifyAll();
        }
        feed.fail("the standby was closed");
        boolean interrupted = false;
        while (thread.isAlive() && thread != Thread.currentThread()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
