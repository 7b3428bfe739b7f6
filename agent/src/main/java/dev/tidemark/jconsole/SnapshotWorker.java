package dev.tidemark.jconsole;

import dev.tidemark.jmx.JobState;
import dev.tidemark.jmx.SnapshotJob;
import dev.tidemark.jmx.SnapshotsMXBean;
import dev.tidemark.options.Sizes;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import javax.swing.SwingWorker;

/** Starts a snapshot and tells how far it is, until it has ended. If the connection is lost the job goes on by itself. */
final class SnapshotWorker extends SwingWorker<SnapshotJob, SnapshotJob> {
    private static final int POLL_MILLIS = 500;

    private final SnapshotsMXBean bean;
    private final SnapshotOrder order;
    private final Consumer<String> tell;
    private final Runnable ended;
    private volatile boolean unwanted;

    /**
     * A worker that has not started.
     *
     * @param tell told, on the event thread, a line now and then
     * @param ended called on the event thread when there is nothing more to tell
     */
    SnapshotWorker(SnapshotsMXBean bean, SnapshotOrder order, Consumer<String> tell, Runnable ended) {
        this.bean = bean;
        this.order = order;
        this.tell = tell;
        this.ended = ended;
    }

    /** Cancels the snapshot, if it is not too late. */
    void giveUp() {
        unwanted = true;
    }

    @Override
    protected SnapshotJob doInBackground() {
        long id = bean.take(order.region(), order.store(), "", false, order.guest(), 0, "");
        boolean cancelled = false;
        while (true) {
            SnapshotJob job = bean.job(id, POLL_MILLIS);
            if (job.state() != JobState.RUNNING) {
                return job;
            }
            publish(job);
            if (unwanted && !cancelled) {
                bean.cancel(id);
                cancelled = true;
            }
        }
    }

    @Override
    protected void process(List<SnapshotJob> jobs) {
        SnapshotJob last = jobs.get(jobs.size() - 1);
        tell.accept("snapshot: " + Sizes.human(last.doneBytes()) + " of " + Sizes.human(last.totalBytes()));
    }

    @Override
    protected void done() {
        try {
            SnapshotJob job = get();
            tell.accept((job.state() == JobState.DONE ? "" : "no snapshot: ")
                    + job.text().strip().replace("\n", "; "));
        } catch (ExecutionException e) {
            tell.accept("cannot take a snapshot: " + Problems.sentence(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ended.run();
    }
}
