package dev.tidemark.snapshot;

/**
 * What taking a snapshot did. Times are in nanoseconds.
 *
 * @param snapshot the new point
 * @param dirtyPages pages that were looked at: the harvest's, or all for a full snapshot
 * @param storedPages pages whose bytes are in the file
 * @param zeroPages pages of zeros; they take no data
 * @param equalPages pages that were written, but hold the same bytes as in the last snapshot; not stored
 * @param writtenMeanwhile pages of the snapshot that a running guest wrote while it was taken; they are in the next one too. 0
 *     for a guest that stood still
 * @param pauseNanos how long the guest had to stand still: from before the harvest until all pages were copied; 0 for a running
 *     guest
 * @param totalNanos all of it, until the file was durable
 */
public record Taken(
        Snapshot snapshot,
        long dirtyPages,
        long storedPages,
        long zeroPages,
        long equalPages,
        long writtenMeanwhile,
        long pauseNanos,
        long totalNanos) {}
