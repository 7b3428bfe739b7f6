package dev.tidemark.replicate;

import dev.tidemark.track.TrackedRegion;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * Slows down who writes a region that does not converge: a thread sleeps for each page that it makes dirty, so that those who dirty most
 * sleep most, and who writes what is dirty already goes on as ever. It sleeps inside its write, with whatever locks it holds.
 *
 * <p><b>Rules.</b> A round is poor if more than half of what it took was dirty again when it ended. After the second poor one in succession,
 * writers sleep for {@value #FIRST_PERCENT} % of their time; after each further poor one for {@value #STEP_PERCENT} % more, at most
 * {@value #MOST_PERCENT} %. It never goes down again. The percentage is exact for one writer at the pace of the round after which throttling
 * began; several writers are slowed down less, and so the percentage rises further.
 *
 * <p>{@link #round} and {@link #close} on one thread, {@link #pause} on any.
 */
final class Throttle implements AutoCloseable {
    static final int FIRST_PERCENT = 20;
    static final int STEP_PERCENT = 10;
    static final int MOST_PERCENT = 99;

    /** The clock of sleeps is no finer. Less is owed until it has added up. */
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final TrackedRegion region;
    private final LongConsumer listener = this::written;
    private final ThreadLocal<long[]> owed = ThreadLocal.withInitial(() -> new long[1]);
    private volatile long sleepNanos;
    private int poorRounds;
    private int percent;
    private double nanosPerPage;
    private boolean watching;

    Throttle(TrackedRegion region) {
        this.region = region;
    }

    /**
     * A round ended.
     *
     * @param taken bytes that it took
     * @param remaining bytes that are dirty
     * @param nanos how long it took
     * @throws IllegalStateException if the agent can watch no writers any more
     */
    void round(long taken, long remaining, long nanos) {
        poorRounds = remaining > taken / 2 ? poorRounds + 1 : 0;
        if (poorRounds < 2 && (percent == 0 || poorRounds == 0)) {
            return;
        }
        if (percent == 0) {
            nanosPerPage = (double) nanos * region.pageSize() / remaining;
        }
        percent = percent == 0 ? FIRST_PERCENT : Math.min(MOST_PERCENT, percent + STEP_PERCENT);
        sleepNanos = sleepNanos(nanosPerPage, percent);
        if (!watching) {
            region.watchWriters(listener);
            watching = true;
        }
    }

    /** How long to sleep for a page, so that sleeping is that share of the time. */
    static long sleepNanos(double nanosPerPage, int percent) {
        return Math.max(1, Math.round(nanosPerPage * percent / (100 - percent)));
    }

    /** The share of their time that writers sleep; 0 if they do not. */
    int percent() {
        return percent;
    }

    /** Nobody sleeps from now on: the guest is to stand still soon. */
    void pause() {
        sleepNanos = 0;
    }

    /** Runs inside a write. */
    private void written(long page) {
        long each = sleepNanos;
        if (each == 0) {
            return;
        }
        long[] mine = owed.get();
        mine[0] += each;
        while (mine[0] >= TICK_NANOS && sleepNanos != 0) {
            long start = System.nanoTime();
            try {
                Thread.sleep(1); // no parking, which could take a permit that the program waits for
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                mine[0] = 0;
                return;
            }
            mine[0] -= System.nanoTime() - start;
        }
    }

    @Override
    public void close() {
        pause();
        if (watching) {
            region.unwatchWriters(listener);
            watching = false;
        }
    }
}
