package dev.tidemark.jmx;

/**
 * A job of the snapshots' bean, as it was at one moment.
 *
 * @param id what the operation that started it answered
 * @param operation that operation
 * @param region name of the region, empty if it is about a store alone
 * @param store the store
 * @param state how far it is
 * @param doneBytes bytes done
 * @param totalBytes bytes there are to do, 0 while that is not known
 * @param text lines for people: what was done, or one line that says why it was not; empty while it runs
 * @param point the point that was taken, restored or merged; null if there is none
 * @param figures what taking did or would do; null for other jobs
 * @param damaged what is wrong with the store, as far as the job looked; the first {@value #MAX_FILES}
 * @param files files that were deleted, or would be; the first {@value #MAX_FILES}
 */
public record SnapshotJob(
        long id,
        String operation,
        String region,
        String store,
        JobState state,
        long doneBytes,
        long totalBytes,
        String text,
        SnapshotPoint point,
        TakeFigures figures,
        SnapshotDamage[] damaged,
        String[] files) {
    /** The most files that it names, and the most lines of its text. */
    public static final int MAX_FILES = 1_000;
}
