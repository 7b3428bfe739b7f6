package dev.tidemark.replicate;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Forces a target to the disk while it is written, on a thread beside, so that little is left to do when a guest waits. At most about
 * {@value #MOST_BYTES} bytes are written ahead of it. One thread, but for its own.
 */
final class Forcing {
    private static final long FEWEST_BYTES = 1 << 20;
    private static final long MOST_BYTES = 16 << 20;

    private final Target target;
    private FutureTask<Void> running;
    private long unforced;

    Forcing(Target target) {
        this.target = target;
    }

    /** So many bytes were written. */
    void wrote(long bytes) throws IOException {
        unforced += bytes;
        if (running != null && (running.isDone() || unforced >= MOST_BYTES)) {
            join();
        }
        if (running == null && unforced >= FEWEST_BYTES) {
            unforced = 0;
            running = new FutureTask<>(() -> {
                target.force();
                return null;
            });
            Watch.thread("tidemark-force", running).start();
        }
    }

    /** Returns when all that was written is on the disk, by whomever. */
    void finish() throws IOException {
        join();
        target.force();
        unforced = 0;
    }

    private void join() throws IOException {
        FutureTask<Void> present = running;
        running = null;
        if (present == null) {
            return;
        }
        try {
            present.get();
        } catch (ExecutionException e) {
            throw new IOException("cannot force it to the disk: " + e.getCause().getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
