package dev.tidemark.track;

/**
 * Hears of regions, each once opened and once closed, in that order and one call at a time. Called by the thread that named or
 * closed a region, or by the agent's own; never from within an allocation or a write.
 */
public interface RegionListener {
    /** The region exists. It may have ended already; {@link #closed} follows then. */
    void opened(TrackedRegion region);

    /** The region has ended. */
    void closed(TrackedRegion region);
}
