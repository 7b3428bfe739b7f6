package dev.tidemark.snapshot;

/** Told how far long work has come. Throwing from it ends the work as any failure does, which is the way to cancel. */
@FunctionalInterface
public interface SnapshotProgress {
    /** Nobody watches. */
    SnapshotProgress NONE = (done, total) -> {};

    /**
     * Called on the working thread, at least once per 4 MiB.
     *
     * @param doneBytes bytes done; 0 again where a part has to be done anew
     * @param totalBytes bytes there are to do, never less than {@code doneBytes}
     */
    void at(long doneBytes, long totalBytes);
}
