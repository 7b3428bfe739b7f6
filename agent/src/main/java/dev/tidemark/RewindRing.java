package dev.tidemark;

import java.util.List;

/**
 * The last checkpoints of a region: at most so many, and at most so many bytes. Get one from {@link Region#rewindRing}.
 *
 * <p>A new checkpoint makes the oldest go, until both limits hold again; then the oldest is no longer {@link
 * Checkpoint#isOpen() open}. Rolling back to one makes none go, so that the ring leads forwards as well as backwards; checkpoints
 * taken after a rollback come after those that were there.
 *
 * <p>Thread-safe; the methods exclude one another.
 */
public interface RewindRing extends AutoCloseable {
    /** The region whose checkpoints these are. */
    Region region();

    /**
     * Takes a checkpoint and lets the oldest go. While this runs, the new pages are there beside the old ones, so the budget may
     * be exceeded by {@link Checkpoint#addedBytes()} for that long.
     *
     * @throws IllegalStateException if the new checkpoint alone exceeds the budget, and then none has gone; if the ring was
     *     closed or the region has ended; or if the region has too many baselines and rings (eight are always possible)
     */
    Checkpoint checkpoint();

    /** The open checkpoints, oldest first; a snapshot. Roll back with {@link Region#rollback}. */
    List<Checkpoint> checkpoints();

    /** Bytes of page content that the ring keeps on the Java heap: each page once, however many checkpoints share it. */
    long heldBytes();

    /** Closes all checkpoints. The region is untouched. Further calls do nothing. */
    @Override
    void close();
}
