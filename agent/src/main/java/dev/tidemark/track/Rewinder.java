package dev.tidemark.track;

import dev.tidemark.Baseline;
import dev.tidemark.Checkpoint;
import dev.tidemark.RewindRing;

/** What makes checkpoints: the part of {@link dev.tidemark.Region} that is built on top of tracking. */
public interface Rewinder {
    /** {@link dev.tidemark.Region#checkpoint}. */
    Checkpoint checkpoint(TrackedRegion region);

    /** {@link dev.tidemark.Region#rollback}. */
    long rollback(TrackedRegion region, Checkpoint checkpoint);

    /** {@link dev.tidemark.Region#baseline}. */
    Baseline baseline(TrackedRegion region);

    /** {@link dev.tidemark.Region#rewindRing}, the limits being checked. */
    RewindRing rewindRing(TrackedRegion region, int checkpoints, long byteBudget);
}
