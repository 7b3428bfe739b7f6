package dev.tidemark;

import java.util.List;

/**
 * A set of dirty pages of one region, as a look or a harvest found it. It never changes and stays readable after the region
 * ended. Safe to share between threads.
 */
public interface DirtyPages {
    /** The region these are pages of. */
    Region region();

    /**
     * The region's epoch when this was made: the number of harvests that had ended, this one included. Starts at 0 and grows
     * by one with every harvest by any client.
     */
    long epoch();

    /** How many pages. */
    long pageCount();

    /** How many bytes they hold; the last page counts with the bytes it has. */
    long byteCount();

    /** How many runs they form. */
    long runCount();

    /** Hands every run to {@code consumer}, lowest offset first. Allocates nothing. */
    void forEachRun(RunConsumer consumer);

    /** All runs, lowest offset first. */
    List<Run> runs();

    /**
     * Pages in either set.
     *
     * @throws IllegalArgumentException if {@code other} is of another region
     */
    DirtyPages or(DirtyPages other);

    /**
     * Pages in both sets.
     *
     * @throws IllegalArgumentException if {@code other} is of another region
     */
    DirtyPages and(DirtyPages other);

    /**
     * Pages in this set and not in {@code other}.
     *
     * @throws IllegalArgumentException if {@code other} is of another region
     */
    DirtyPages andNot(DirtyPages other);

    /**
     * Returns the pages of a harvest to its client, as if they had not been taken. Once: further calls do nothing. Does
     * nothing either if the region ended or the client was removed, for then nobody can ask for them.
     *
     * @throws IllegalStateException if this is not the result of a harvest: a look or a combination took nothing
     */
    void giveBack();
}
