package dev.tidemark.jmx;

/**
 * A migration or a standby.
 *
 * @param id names it
 * @param region what is replicated
 * @param endpoint where to
 * @param kind {@code migration} or {@code standby}
 * @param state {@code running}, {@code done} or {@code failed}
 * @param epoch the last one that the replica confirmed; 0 if there is none
 * @param rounds of a migration; of a standby, epochs
 * @param remainingBytes of a migration: dirty after the last round
 * @param predictedDowntimeMillis of a migration: what a hand-over now would cost the guest
 * @param downtimeMillis of a migration that is done: what it cost; of a standby: the longest pause
 * @param behindMillis of a standby: how old its epoch is; -1 if there is none
 * @param wireBytes bytes sent
 * @param confirmed of a migration that is done: whether the replica said that it goes on
 * @param problem what went wrong last, as one line; empty if nothing did
 */
public record ReplicationInfo(
        long id,
        String region,
        String endpoint,
        String kind,
        String state,
        long epoch,
        long rounds,
        long remainingBytes,
        double predictedDowntimeMillis,
        double downtimeMillis,
        double behindMillis,
        long wireBytes,
        boolean confirmed,
        String problem) {}
