package dev.tidemark.snapshot;

import dev.tidemark.RunConsumer;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;

/**
 * Looks at the pages of a snapshot in a thread of its own while the caller's writes those that were looked at, which the processor
 * still has in its cache then.
 *
 * <p><b>The guess.</b> Where the data begin in the file depends on how many runs there will be, and that is known in the end. Until then
 * it is taken for granted that every page is stored. The first page that is zero or as in the parent ends that: {@link #has} says no,
 * and once the scan is done the data are written from their beginning, at the right place.
 *
 * <p>One thread asks. Runs are handed over when they are complete; the scan changes only later ones. It never runs on after {@link
 * #finish} or {@link #close}.
 */
final class ScanAhead implements AutoCloseable {
    /** Handed over at once. */
    private static final int PART_PAGES = 64;

    private static final long STACK_BYTES = 512 << 10;

    private final PageScan scan;
    private final int expectedRuns;
    private final long expectedBytes;
    private final FutureTask<Void> work;
    private final long partBytes;
    private volatile boolean cancelled;

    /** Of runs not handed over. Of the scanning thread. */
    private long bytesKept;

    // guarded by this
    private int readyRuns;
    private boolean over;

    /**
     * Begins.
     *
     * @param pages hands out the runs of pages to look at, in ascending order
     */
    ScanAhead(PageScan scan, int pageSize, Consumer<RunConsumer> pages) {
        this.scan = scan;
        long[] sums = new long[2];
        pages.accept((offset, length) -> {
            sums[0] += (length + SnapshotFormat.MAX_RUN_DATA - 1) / SnapshotFormat.MAX_RUN_DATA;
            sums[1] += length;
        });
        expectedRuns = Math.toIntExact(sums[0]);
        expectedBytes = sums[1];
        partBytes = (long) PART_PAGES * pageSize;
        scan.makeRoom(Math.toIntExact((expectedBytes + pageSize - 1) / pageSize), expectedRuns);
        work = new FutureTask<>(() -> {
            boolean done = false;
            try {
                pages.accept((offset, length) -> {
                    for (long at = 0; at < length; at += partBytes) {
                        look(offset + at, Math.min(partBytes, length - at));
                    }
                });
                done = !cancelled && scan.storesAll();
            } finally {
                handOver(done ? scan.runs().size() : 0, true);
            }
            return null;
        });
        Thread thread = new Thread(null, work, "tidemark-scan", STACK_BYTES, false);
        thread.setDaemon(true);
        try {
            thread.start();
        } catch (OutOfMemoryError e) {
            work.run(); // the system has no thread to spare: one after the other, then
        }
    }

    /** How many runs there are if every page is stored. */
    int expectedRuns() {
        return expectedRuns;
    }

    /** How many bytes these have. */
    long expectedBytes() {
        return expectedBytes;
    }

    /** Waits until run number {@code run} is complete. No if there is none, or if the guess was wrong. */
    synchronized boolean has(int run) {
        boolean interrupted = false;
        while (run >= readyRuns && !over) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true; // for the channel, which is next
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return run < readyRuns;
    }

    /**
     * Waits until all pages were looked at.
     *
     * @return whether the guess was right
     */
    boolean finish() throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    work.get();
                    return scan.storesAll() && scan.runs().size() == expectedRuns;
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw failure(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        cancelled = true;
        try {
            finish();
        } catch (IOException | RuntimeException | Error e) {
            // whoever wanted to know has asked
        }
    }

    private static IOException failure(Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        if (cause instanceof RuntimeException failure) {
            throw failure;
        }
        return new IOException("looking at the pages failed: " + cause, cause);
    }

    private void look(long offset, long length) {
        if (cancelled) {
            return;
        }
        scan.add(offset, length);
        bytesKept += length;
        if (!scan.storesAll()) {
            handOver(0, true);
        } else if (bytesKept >= partBytes) {
            handOver(scan.runs().size() - 1, false); // the last one may go on
            bytesKept = 0;
        }
    }

    private synchronized void handOver(int runs, boolean last) {
        readyRuns = runs;
        over = last;
        notifyAll();
    }
}
