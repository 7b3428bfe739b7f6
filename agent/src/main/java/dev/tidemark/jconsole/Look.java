package dev.tidemark.jconsole;

import dev.tidemark.jmx.HeatCells;
import dev.tidemark.jmx.RangeList;
import dev.tidemark.track.ClientStats;
import java.util.List;
import java.util.Map;

/**
 * What one look at the beans found.
 *
 * @param wish what was asked for, its nulls replaced by what was chosen; region and client are null where there are none
 * @param nanos when, as {@link System#nanoTime} counts it here
 * @param regions names of all regions, sorted
 * @param facts a line about the region
 * @param stats figures of each client in the region
 * @param heat where its dirty pages are
 * @param ranges a part of the ranges
 */
record Look(
        Wish wish,
        long nanos,
        List<String> regions,
        String facts,
        long pageCount,
        int pageSize,
        Map<String, ClientStats> stats,
        HeatCells heat,
        RangeList ranges) {

    /** Where there is no region. */
    static Look empty() {
        return new Look(Wish.ANY, System.nanoTime(), List.of(), "No region is open.", 0, 1, Map.of(), null, null);
    }
}
