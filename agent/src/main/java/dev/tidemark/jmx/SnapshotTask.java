package dev.tidemark.jmx;

import dev.tidemark.snapshot.SnapshotProgress;
import java.nio.file.FileSystemException;
import java.util.concurrent.CancellationException;

/**
 * One job: its work, how far it is, and how it ended. Runs once, on a thread of its own.
 *
 * <p><b>Guarantees.</b> It ends in exactly one state. Who cancels it gets no answer by that: the work finds out when it next tells its
 * progress, or never, and then it is done. Thread-safe.
 */
final class SnapshotTask implements Runnable, SnapshotProgress {
    /** What a job does; what it throws is its failure. */
    @FunctionalInterface
    interface Work {
        Outcome run(SnapshotTask task) throws Exception;
    }

    /** What came out. */
    record Outcome(String text, SnapshotPoint point, TakeFigures figures, SnapshotDamage[] damaged, String[] files) {
        Outcome(String text, SnapshotPoint point, TakeFigures figures) {
            this(text, point, figures, new SnapshotDamage[0], new String[0]);
        }
    }

    /** How a job failed that left no room to say why. */
    private static final Outcome NO_MEMORY = new Outcome("java.lang.OutOfMemoryError: Java heap space", null, null);

    private final long id;
    private final String operation;
    private final String region;
    private final String store;
    private final Work work;

    private volatile long doneBytes;
    private volatile long totalBytes;
    private volatile boolean cancelled;

    /** The last bytes of the work that cannot be cut short any more. */
    private volatile long pointOfNoReturn;

    // guarded by this
    private JobState state = JobState.RUNNING;
    private Outcome outcome = new Outcome("", null, null);

    SnapshotTask(long id, String operation, String region, String store, Work work) {
        this.id = id;
        this.operation = operation;
        this.region = region;
        this.store = store;
        this.work = work;
    }

    long id() {
        return id;
    }

    String region() {
        return region;
    }

    String describe() {
        return "job " + id + ", " + operation + (region.isEmpty() ? "" : " of region '" + region + "'") + ", store "
                + store;
    }

    @Override
    public void run() {
        try {
            end(JobState.DONE, work.run(this));
        } catch (CancellationException e) {
            end(JobState.CANCELLED, new Outcome(e.getMessage(), null, null));
        } catch (Throwable e) { // the answer to who asks; the thread has nobody else to tell
            end(JobState.FAILED, failed(e));
        }
    }

    /** A job that failed has ended, whatever memory there is: while it runs it keeps others from its region. */
    private static Outcome failed(Throwable e) {
        try {
            return new Outcome(line(e), null, null);
        } catch (OutOfMemoryError again) {
            return NO_MEMORY;
        }
    }

    private synchronized void end(JobState how, Outcome what) {
        state = how;
        outcome = what;
        notifyAll();
    }

    @Override
    public void at(long done, long total) {
        doneBytes = done;
        totalBytes = total;
        if (done <= total - pointOfNoReturn) {
            checkCancelled();
        }
    }

    /** From here on the work has begun to change things once so many bytes, or fewer, are left. */
    void noReturnIn(long lastBytes) {
        pointOfNoReturn = lastBytes;
    }

    /** Ends the work if somebody wants that. */
    void checkCancelled() {
        if (cancelled) {
            throw new CancellationException("cancelled: nothing was changed");
        }
    }

    void cancel() {
        cancelled = true;
    }

    synchronized boolean isRunning() {
        return state == JobState.RUNNING;
    }

    /** Waits for the end, but not longer than so many milliseconds; 0 does not wait. */
    synchronized SnapshotJob look(long waitMillis) throws InterruptedException {
        long deadline = System.nanoTime() + waitMillis * 1_000_000;
        for (long left = waitMillis; state == JobState.RUNNING && left > 0; ) {
            wait(left);
            left = (deadline - System.nanoTime()) / 1_000_000;
        }
        return new SnapshotJob(
                id,
                operation,
                region,
                store,
                state,
                doneBytes,
                totalBytes,
                outcome.text(),
                outcome.point(),
                outcome.figures(),
                outcome.damaged(),
                outcome.files());
    }

    /** One line that says what went wrong. */
    static String line(Throwable failure) {
        String text = failure.getMessage();
        if (failure instanceof FileSystemException file) {
            String reason = file.getReason() == null ? failure.getClass().getSimpleName() : file.getReason();
            text = file.getFile() + ": " + reason;
        } else if (text == null || failure instanceof Error) {
            text = failure.toString();
        }
        return text.strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
