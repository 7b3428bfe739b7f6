package dev.tidemark.jmx;

import dev.tidemark.track.AuditMiss;
import java.util.List;

/**
 * A part of the misses that the audit found.
 *
 * @param misses oldest first
 * @param total misses so far, in all regions; more than are kept, where there are many
 * @param nextId where the next part starts, to be passed as {@code fromId}; -1 if this was the last
 */
public record AuditMissList(AuditMiss[] misses, long total, long nextId) {
    /** The most misses that one answer holds. */
    public static final int MAX_MISSES = 1_000;

    /**
     * The part of at most {@code max} misses.
     *
     * @param found from the part's first one on: one more than {@code max}, if there is one
     */
    static AuditMissList part(List<AuditMiss> found, int max, long total) {
        boolean more = found.size() > max;
        List<AuditMiss> part = more ? found.subList(0, max) : found;
        return new AuditMissList(
                part.toArray(new AuditMiss[0]), total, more ? found.get(max).id() : -1);
    }
}
