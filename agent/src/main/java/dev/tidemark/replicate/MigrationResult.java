package dev.tidemark.replicate;

import java.util.List;

/**
 * What a migration did.
 *
 * @param epoch the number of the epoch that the replica goes on from
 * @param confirmed whether the replica said that it knows. If not, the connection broke in that moment: the guest has stopped here, the
 *     replica holds all of it, and somebody must see whether it goes on there
 * @param rounds one for each pass, the last one for the hand-over
 * @param downtimeNanos how long the guest stood still, from before it was asked to until the replica knew that it may go on; 0 without a
 *     guest
 * @param totalNanos all of it
 * @param wireBytes bytes sent
 */
public record MigrationResult(
        long epoch, boolean confirmed, List<Round> rounds, long downtimeNanos, long totalNanos, long wireBytes) {}
