package dev.tidemark.replicate;

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
 * @param state what the guest gave beside the region, see {@link Guest#state}; not to be changed
 */
public record ReplicaEpoch(
        String region, long byteSize, int pageSize, UUID lineage, long number, long takenAtMillis, byte[] state) {
    /** Whether it is a whole epoch; a replica that is still being filled has none. */
    boolean isWhole() {
        return number > 0;
    }

    @Override
    public String toString() {
        return "epoch " + number + " of region '" + region + "', lineage " + lineage;
    }
}
