package dev.tidemark.cli;

import dev.tidemark.jmx.HeatCells;
import java.util.List;
import java.util.Optional;

/**
 * What one look at another JVM found.
 *
 * @param nanos when, as {@link System#nanoTime} counts it here
 * @param trackedBytes bytes of all regions
 * @param hookFailures anything but 0 means that writes may have been missed
 * @param regions all regions, by name
 * @param heatRegion whose cells {@code heat} are; empty if there is no region
 * @param heat the cells of that region; null if there is none
 */
record TopSample(
        long nanos,
        long trackedBytes,
        long hookFailures,
        List<RegionStatus> regions,
        String heatRegion,
        HeatCells heat) {

    Optional<RegionStatus> region(String name) {
        return regions.stream().filter(region -> region.name().equals(name)).findFirst();
    }
}
