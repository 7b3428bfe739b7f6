package dev.tidemark.jmx;

import dev.tidemark.snapshot.Estimate;
import dev.tidemark.snapshot.Taken;

/**
 * What taking a snapshot did, or would do.
 *
 * @param full whether it is a full one
 * @param fileBytes size of its file
 * @param dirtyPages pages that were looked at
 * @param storedPages pages whose bytes are in the file
 * @param zeroPages pages of zeros
 * @param equalPages pages that hold the same bytes as in the last snapshot
 * @param writtenMeanwhile pages that a running guest wrote while it was taken
 * @param pauseNanos how long the guest had to stand still; 0 for a running one and for a dry run
 * @param totalNanos all of it, until the file was durable; 0 for a dry run
 */
public record TakeFigures(
        boolean full,
        long fileBytes,
        long dirtyPages,
        long storedPages,
        long zeroPages,
        long equalPages,
        long writtenMeanwhile,
        long pauseNanos,
        long totalNanos) {

    static TakeFigures of(Taken taken, long pauseNanos, long totalNanos) {
        return new TakeFigures(
                taken.snapshot().full(),
                taken.snapshot().fileBytes(),
                taken.dirtyPages(),
                taken.storedPages(),
                taken.zeroPages(),
                taken.equalPages(),
                taken.writtenMeanwhile(),
                pauseNanos,
                totalNanos);
    }

    static TakeFigures of(Estimate estimate) {
        return new TakeFigures(
                estimate.full(),
                estimate.fileBytes(),
                estimate.dirtyPages(),
                estimate.storedPages(),
                estimate.zeroPages(),
                estimate.equalPages(),
                0,
                0,
                0);
    }
}
