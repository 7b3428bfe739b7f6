package dev.tidemark.replicate;

import dev.tidemark.Guest;
import java.util.concurrent.ScheduledFuture;

/**
 * The time in which a guest stands still. Ends with {@link #close} in any case: the guest goes on unless it was stopped. A guest that
 * stands too long makes the connection end, so that who waits for it comes here. One thread.
 */
final class Pause implements AutoCloseable {
    private final Guest guest;
    private final long startNanos = System.nanoTime();
    private final ScheduledFuture<?> limit;
    private boolean ended;

    /** @param limitMillis 0 for none */
    Pause(Guest guest, Feed feed, long limitMillis) {
        this.guest = guest;
        this.limit = limitMillis == 0
                ? null
                : Watch.after(
                        limitMillis,
                        () -> feed.fail("the guest stood still for " + limitMillis
                                + " ms and went on: the network or the replica is too slow for what it writes"));
        try {
            guest.quiesce();
        } catch (RuntimeException | Error e) {
            end();
            throw e;
        }
    }

    /** The guest stays as it is, for good. */
    void stop() {
        end();
    }

    /** How long it has lasted. */
    long nanos() {
        return System.nanoTime() - startNanos;
    }

    private void end() {
        ended = true;
        if (limit != null) {
            limit.cancel(false);
        }
    }

    @Override
    public void close() {
        if (!ended) {
            try {
                end();
            } finally {
                guest.resume();
            }
        }
    }
}
