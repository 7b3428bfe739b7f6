package dev.tidemark.track;

/**
 * What the audit did, in one region or in all.
 *
 * @param pagesAudited how often a page was compared with what it was at its last check
 * @param suspects pages that had changed without a mark being there at once; a write that was between its store and its mark
 *     looks like that
 * @param openSuspects those of which it is not known yet whether the mark still comes
 * @param misses those whose mark never came
 * @param memoryBytes what the hashes take
 */
public record AuditStats(long pagesAudited, long suspects, long openSuspects, long misses, long memoryBytes) {
    /** Nothing done. */
    static final AuditStats NONE = new AuditStats(0, 0, 0, 0, 0);

    AuditStats plus(AuditStats other) {
        return new AuditStats(
                pagesAudited + other.pagesAudited,
                suspects + other.suspects,
                openSuspects + other.openSuspects,
                misses + other.misses,
                memoryBytes + other.memoryBytes);
    }
}
