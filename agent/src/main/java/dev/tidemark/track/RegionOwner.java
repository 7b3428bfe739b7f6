package dev.tidemark.track;

/** What a region asks of the tracker that made it. Thread-safe. */
interface RegionOwner {
    /** Somebody closes the region. */
    void end(TrackedRegion region, String reason);

    /** What happens once writes can go unseen. */
    EscapePolicy escapePolicy();

    /** Makes up for hooks that failed; before pages are looked at. */
    void settleUnsureWrites();

    /** Hundredths of a percent of the clean pages that each harvest checks. */
    int auditShare();

    /** What makes checkpoints. */
    Rewinder rewinder();

    /** Who hears of harvests; null for nobody. */
    HarvestObserver observer();
}
