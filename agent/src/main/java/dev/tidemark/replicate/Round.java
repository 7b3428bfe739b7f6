package dev.tidemark.replicate;

/**
 * One pass over what was dirty.
 *
 * @param number from 1 on
 * @param dirtyPages pages that were taken
 * @param sentPages of them, those whose bytes were sent
 * @param zeroPages of them, those that were all zero, of which no bytes were sent
 * @param equalPages of them, those that held what was sent before; nothing was sent
 * @param wireBytes bytes that went over the connection, frames' heads included
 * @param nanos how long it took
 * @param dirtyBytesPerSecond how fast the guest dirtied pages meanwhile; a page that was written twice counts once
 * @param remainingBytes dirty when it ended
 * @param predictedDowntimeNanos how long the guest would have to stand still for the rest
 * @param throttlePercent the share of their time that threads which make pages dirty sleep from now on; 0 if they do not
 */
public record Round(
        int number,
        long dirtyPages,
        long sentPages,
        long zeroPages,
        long equalPages,
        long wireBytes,
        long nanos,
        double dirtyBytesPerSecond,
        long remainingBytes,
        long predictedDowntimeNanos,
        int throttlePercent) {}
