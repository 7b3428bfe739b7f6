package dev.tidemark.cli;

import dev.tidemark.jmx.JobState;
import dev.tidemark.jmx.SnapshotJob;
import dev.tidemark.jmx.SnapshotsMXBean;
import java.util.function.ToLongFunction;

/**
 * A job of the snapshots' bean in another JVM: started, watched with a progress bar, cancelled when its time is up or this command is
 * interrupted. If this process is killed the job goes on by itself.
 */
final class RemoteJob {
    private static final int POLL_MILLIS = 200;

    /** How long a cancelled job is waited for. */
    private static final long PATIENCE_NANOS = 10_000_000_000L;

    private final long pid;
    private final String what;
    private final int timeoutSeconds;

    /** @param timeoutSeconds cancelled then; 0 for never */
    private RemoteJob(long pid, String what, int timeoutSeconds) {
        this.pid = pid;
        this.what = what;
        this.timeoutSeconds = timeoutSeconds;
    }

    /**
     * Runs one, and returns how it ended: done.
     *
     * @throws CliException if it failed, was cancelled, or the JVM cannot be reached any more
     */
    static SnapshotJob run(long pid, String what, int timeoutSeconds, ToLongFunction<SnapshotsMXBean> start) {
        RemoteJob job = new RemoteJob(pid, what, timeoutSeconds);
        return Deadline.whileHeard(
                Deadline.SECONDS,
                pid,
                heard -> AgentConnection.stay(pid, (jvm, agent) -> job.run(agent.snapshots(), start, heard)));
    }

    private SnapshotJob run(SnapshotsMXBean bean, ToLongFunction<SnapshotsMXBean> start, Runnable heard) {
        heard.run();
        long id = start.applyAsLong(bean);
        Thread interrupted = new Thread(() -> bean.cancel(id), "cancel-" + id);
        Runtime.getRuntime().addShutdownHook(interrupted);
        try (ProgressBar bar = new ProgressBar(what)) {
            SnapshotJob job = watch(bean, id, bar, heard);
            if (job.state() != JobState.DONE) {
                throw CliException.failed(
                        job.state() == JobState.CANCELLED && timeoutSeconds > 0
                                ? what + " was not done within " + timeoutSeconds + " s, so it was " + job.text()
                                : job.text());
            }
            return job;
        } finally {
            forget(interrupted);
        }
    }

    private SnapshotJob watch(SnapshotsMXBean bean, long id, ProgressBar bar, Runnable heard) {
        long start = System.nanoTime();
        long cancelledAt = 0;
        while (true) {
            SnapshotJob job = bean.job(id, POLL_MILLIS);
            heard.run();
            if (job.state() != JobState.RUNNING) {
                return job;
            }
            bar.at(job.doneBytes(), Math.max(job.doneBytes(), job.totalBytes()));
            long now = System.nanoTime();
            if (cancelledAt != 0 && now - cancelledAt > PATIENCE_NANOS) {
                throw CliException.failed(
                        what + " was not done within " + timeoutSeconds + " s and is cancelled, but job " + id
                                + " of JVM " + pid
                                + " has not ended yet: it ends by itself, and then the pages are dirty again or"
                                + " the snapshot is in the store");
            }
            if (timeoutSeconds > 0 && cancelledAt == 0 && now - start > timeoutSeconds * 1_000_000_000L) {
                cancelledAt = now;
                bean.cancel(id);
            }
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException endsAlready) {
            // then the hook runs, and the job has ended or is cancelled
            return;
        }
    }
}
