package dev.tidemark.snapshot;

import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;

/**
 * A point in a region's history that a store can restore.
 *
 * @param name unique in the store: the chain's first eight digits and the sequence, such as {@code 5f3a9c21-000007}
 * @param region the region's name
 * @param byteSize the region's bytes
 * @param pageSize bytes per page
 * @param full whether its file stands alone; otherwise it needs its parent
 * @param sequence 0 for the first of a history, then one more than the parent's
 * @param id identity of the point; stays when increments are merged
 * @param parent the parent's id, or null if full
 * @param lineage the same for all points of one region's history
 * @param start identity of the start of the process that took it
 * @param takenAt when it was taken
 * @param epoch the region's epoch at the harvest
 * @param fileBytes size of its file
 * @param file its file
 */
public record Snapshot(
        String name,
        String region,
        long byteSize,
        int pageSize,
        boolean full,
        int sequence,
        UUID id,
        UUID parent,
        UUID lineage,
        UUID start,
        Instant takenAt,
        long epoch,
        long fileBytes,
        Path file) {
    /** Whether this JVM took it, so that a guest that still runs here knows what it was. */
    public boolean isOfThisStart() {
        return start.equals(SnapshotTaker.START);
    }

    static Snapshot of(Path file, Header header) {
        return new Snapshot(
                header.point(),
                header.region(),
                header.byteSize(),
                header.pageSize(),
                header.full(),
                header.sequence(),
                header.id(),
                header.full() ? null : header.parent(),
                header.lineage(),
                header.start(),
                Instant.ofEpochMilli(header.takenAt()),
                header.epoch(),
                SnapshotFormat.fileBytes(header),
                file);
    }
}
