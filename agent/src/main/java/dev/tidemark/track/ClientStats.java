package dev.tidemark.track;

/**
 * One client's figures in one region.
 *
 * @param dirtyPages pages dirty now
 * @param dirtyBytes bytes they hold
 * @param harvests harvests so far
 * @param harvestedPages pages in all of them, those that were given back included. Between two readings, as many pages turned dirty
 *     as {@code dirtyPages + harvestedPages} grew, if none was given back or cleared
 * @param pagesPerSecond pages of the last harvest by the seconds since the harvest before it (or since the region began): an
 *     average, and a lower bound of the write rate, for a page counts once however often it was written
 */
public record ClientStats(
        long dirtyPages, long dirtyBytes, long harvests, long harvestedPages, double pagesPerSecond) {}
