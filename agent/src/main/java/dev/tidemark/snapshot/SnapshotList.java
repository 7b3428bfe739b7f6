package dev.tidemark.snapshot;

import java.util.List;

/**
 * What a store holds.
 *
 * @param snapshots the points, oldest first
 * @param damaged files whose header cannot be read; {@link SnapshotStore#verify} reads the rest too
 */
public record SnapshotList(List<Snapshot> snapshots, List<Damage> damaged) {}
