package dev.tidemark.jmx;

import dev.tidemark.snapshot.Snapshot;

/**
 * A {@link Snapshot} in types that every JMX client knows.
 *
 * @param name unique in the store
 * @param region the region's name
 * @param full whether its file stands alone
 * @param sequence 0 for the first of a history, then one more than the parent's
 * @param takenAt when, as {@code 2026-01-31T12:00:00Z}
 * @param byteSize the region's bytes
 * @param pageSize bytes per page
 * @param epoch the region's epoch at the harvest
 * @param fileBytes size of its file
 * @param file its file
 */
public record SnapshotPoint(
        String name,
        String region,
        boolean full,
        int sequence,
        String takenAt,
        long byteSize,
        int pageSize,
        long epoch,
        long fileBytes,
        String file) {
    /** The same point. */
    public static SnapshotPoint of(Snapshot point) {
        return new SnapshotPoint(
                point.name(),
                point.region(),
                point.full(),
                point.sequence(),
                point.takenAt().toString(),
                point.byteSize(),
                point.pageSize(),
                point.epoch(),
                point.fileBytes(),
                point.file().toString());
    }

    /** {@code full} or {@code increment}. */
    public String kind() {
        return full ? "full" : "increment";
    }
}
