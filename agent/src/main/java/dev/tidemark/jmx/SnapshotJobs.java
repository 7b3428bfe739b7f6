package dev.tidemark.jmx;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The jobs of the snapshots' bean: those that run, and the last that ended.
 *
 * <p><b>Guarantees.</b> A job goes on when its caller is gone; what came out is kept until {@value #MAX_ENDED} others have ended. At most
 * one job at a time works on a region. <b>Progress.</b> The lock is held for a map operation and the start of a thread.
 */
final class SnapshotJobs {
    /** Jobs that may run at once. */
    static final int MAX_RUNNING = 8;

    /** Ended jobs that are kept. */
    static final int MAX_ENDED = 32;

    // guarded by this; by id, so oldest first
    private final Map<Long, SnapshotTask> tasks = new TreeMap<>();
    private long lastId;

    /**
     * Starts a job.
     *
     * @param region its region's name, or empty
     * @return its id
     * @throws IllegalStateException if a job works on the region, or too many run
     */
    synchronized long start(String operation, String region, String store, SnapshotTask.Work work) {
        List<SnapshotTask> running =
                tasks.values().stream().filter(SnapshotTask::isRunning).toList();
        for (SnapshotTask other : running) {
            if (!region.isEmpty() && other.region().equals(region)) {
                throw new IllegalStateException(operation + " of region '" + region + "' has to wait, for "
                        + other.describe() + ", is at work on it: try again when it has ended, or cancel it");
            }
        }
        if (running.size() >= MAX_RUNNING) {
            throw new IllegalStateException(MAX_RUNNING + " jobs run, the most there may be: wait for one of "
                    + running.stream().map(SnapshotTask::describe).collect(Collectors.joining("; ")));
        }
        SnapshotTask task = new SnapshotTask(lastId + 1, operation, region, store, work);
        Thread thread = new Thread(null, task, "tidemark-snapshot-" + task.id(), 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(SnapshotJobs.class.getClassLoader());
        thread.start();
        lastId++;
        tasks.put(task.id(), task);
        forgetOldest();
        return task.id();
    }

    /** The job of that id. */
    synchronized SnapshotTask find(long id) {
        SnapshotTask task = tasks.get(id);
        if (task == null) {
            throw new IllegalArgumentException("no job " + id + "; the last ones: "
                    + (tasks.isEmpty()
                            ? "none"
                            : tasks.keySet().stream().map(String::valueOf).collect(Collectors.joining(", "))));
        }
        return task;
    }

    /** All, oldest first. */
    synchronized List<SnapshotTask> all() {
        return List.copyOf(tasks.values());
    }

    private void forgetOldest() {
        List<SnapshotTask> ended = new ArrayList<>(tasks.values());
        ended.removeIf(SnapshotTask::isRunning);
        for (int i = 0; i < ended.size() - MAX_ENDED; i++) {
            tasks.remove(ended.get(i).id());
        }
    }
}
