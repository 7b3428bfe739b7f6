package dev.tidemark.jmx;

import dev.tidemark.track.AuditMiss;

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
}
