package dev.tidemark.replicate;

/**
 * How a standby is doing.
 *
 * @param running false once it was closed or the region ended
 * @param connected whether there is a connection to the replica
 * @param epoch the last epoch that the replica confirmed; 0 if there is none
 * @param behindNanos how old that epoch is: what was written since then is not at the replica. -1 if there is none
 * @param epochs how many were confirmed
 * @param connections how often it connected
 * @param lastPauseNanos how long the guest stood still for the last epoch
 * @param maxPauseNanos the longest of these
 * @param wireBytes bytes sent
 * @param problem why the last connection ended, as one line; empty if none did
 */
public record StandbyStatus(
        boolean running,
        boolean connected,
        long epoch,
        long behindNanos,
        long epochs,
        long connections,
        long lastPauseNanos,
        long maxPauseNanos,
        long wireBytes,
        String problem) {}
