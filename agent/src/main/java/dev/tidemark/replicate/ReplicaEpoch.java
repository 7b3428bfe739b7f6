package dev.tidemark.replicate;

import dev.tidemark.Guest;
import java.util.Map;
import java.util.UUID;

/**
 * The name of what a replica holds: a moment of a region.
 *
 * @param region the region's name at the source
 * @param byteSize its size
 * @param pageSize bytes per page
 * @param lineage the source's history of epochs; it changes when the source starts anew, or replicates anew
 * @param number counts epochs; it never falls, whatever the lineage
 * @param takenAtMillis when the replica had all of it, by its own clock, in milliseconds since 1970
 * @param attachments what the guest gave beside the region, see {@link Guest#attachments}; not to be changed
 */
public record ReplicaEpoch(
        String region,
        long byteSize,
        int pageSize,
        UUID lineage,
        long number,
        long takenAtMillis,
        Map<String, byte[]> attachments) {
    /** What the guest gave as its {@link Guest#state}; empty if it gave none. */
    public byte[] state() {
        return attachments.getOrDefault(Guest.STATE, new byte[0]);
    }

    /** Whether it is a whole epoch; a replica that is still being filled has none. */
    boolean isWhole() {
        return number > 0;
    }

    @Override
    public String toString() {
        return "epoch " + number + " of region '" + region + "', lineage " + lineage;
    }
}
