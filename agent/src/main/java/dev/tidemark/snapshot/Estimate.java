package dev.tidemark.snapshot;

/**
 * What the next snapshot would be if it were taken now, without compression.
 *
 * @param full whether it would be a full one
 * @param fileBytes size of its file, attachments left out
 * @param dirtyPages pages that would be looked at
 * @param storedPages pages whose bytes would be in the file
 * @param zeroPages pages of zeros
 * @param equalPages pages that hold the same bytes as in the last snapshot
 */
public record Estimate(
        boolean full, long fileBytes, long dirtyPages, long storedPages, long zeroPages, long equalPages) {}
