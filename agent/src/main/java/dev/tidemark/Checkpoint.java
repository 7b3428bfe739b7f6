package dev.tidemark;

/**
 * The content of a region at one moment, kept in memory, so that {@link Region#rollback} can bring it back.
 *
 * <p>A checkpoint is whole by itself: pages that did not change are shared with the checkpoints before and after, but none needs
 * another one to be rolled back to. So they may be rolled back to in any order, backwards and forwards, again and again, and
 * closed in any order.
 *
 * <p><b>Memory.</b> The first checkpoint of a region copies all of it, but for pages of zeroes, onto the Java heap; each later one
 * copies the pages that changed since the last checkpoint or rollback. {@link #addedBytes()} tells how many bytes that were. An
 * object costs about 48 bytes more per page that was copied, and each checkpoint 4 bytes per 64 pages of the region. What no other
 * checkpoint shares is freed by {@link #close()}, once the checkpoint is collected, or when its region ends.
 *
 * <p>Thread-safe.
 */
public interface Checkpoint extends AutoCloseable {
    /** The region whose content this is. */
    Region region();

    /** Counts the checkpoints, from 1 on, of what it was taken with: the region itself, a baseline, or a ring. */
    long number();

    /** How many bytes of page content were copied for this checkpoint, because no earlier one had them. */
    long addedBytes();

    /** Whether it can be rolled back to: false once closed, dropped by its ring, or once the region ended. */
    boolean isOpen();

    /** Frees the pages that no other checkpoint shares. The region is untouched. Further calls do nothing. */
    @Override
    void close();
}
