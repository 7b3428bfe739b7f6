package dev.tidemark.jmx;

/**
 * A part of the points of a store, as an operation answers it.
 *
 * @param points oldest first
 * @param total points in the whole store, not only in this part
 * @param next how many points come before the next part, to be passed as {@code from}; -1 if this was the last
 * @param damaged files whose header cannot be read, the first ones where there are many
 */
public record SnapshotPoints(SnapshotPoint[] points, int total, int next, SnapshotDamage[] damaged) {
    /** The most points that one answer holds, and the most damaged files. */
    public static final int MAX_POINTS = 1_000;
}
