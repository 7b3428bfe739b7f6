package dev.tidemark.cli;

import dev.tidemark.jmx.RegionMXBean;
import dev.tidemark.track.ClientStats;
import java.util.LinkedHashMap;
import java.util.Map;

/** One region's attributes, read once. */
record RegionStatus(
        String name,
        String kind,
        String coverage,
        long byteSize,
        int pageSize,
        long pageCount,
        boolean automatic,
        long epoch,
        int openHarvests,
        Map<String, ClientStats> clients) {

    static RegionStatus of(RegionMXBean region) {
        return new RegionStatus(
                region.getName(),
                region.getKind().name(),
                region.getCoverage().name(),
                region.getByteSize(),
                region.getPageSize(),
                region.getPageCount(),
                region.isAutomatic(),
                region.getEpoch(),
                region.getOpenHarvests(),
                region.getClients());
    }

    Object json() {
        Map<String, Object> perClient = new LinkedHashMap<>();
        clients.forEach((client, stats) -> perClient.put(
                client,
                Json.object(
                        "dirtyPages", stats.dirtyPages(),
                        "dirtyBytes", stats.dirtyBytes(),
                        "harvests", stats.harvests(),
                        "pagesPerSecond", stats.pagesPerSecond())));
        return Json.object(
                "name", name,
                "kind", kind,
                "coverage", coverage,
                "byteSize", byteSize,
                "pageSize", pageSize,
                "pageCount", pageCount,
                "automatic", automatic,
                "epoch", epoch,
                "openHarvests", openHarvests,
                "clients", perClient);
    }
}
