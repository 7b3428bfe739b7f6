package dev.tidemark.cli;

import dev.tidemark.track.ClientStats;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.management.AttributeList;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;

/** One region's attributes, read in one call. */
record RegionStatus(
        String name,
        String kind,
        String coverage,
        String coverageReason,
        long byteSize,
        int pageSize,
        long pageCount,
        boolean automatic,
        long epoch,
        int openHarvests,
        Map<String, ClientStats> clients) {

    /** What {@link #of} needs of the region's bean. */
    static final String[] ATTRIBUTES = {
        "Name",
        "Kind",
        "Coverage",
        "CoverageReason",
        "ByteSize",
        "PageSize",
        "PageCount",
        "Automatic",
        "Epoch",
        "OpenHarvests",
        "Clients"
    };

    /**
     * From the values of {@link #ATTRIBUTES}.
     *
     * @throws CliException if one is missing
     */
    static RegionStatus of(AttributeList attributes) {
        Map<String, Object> values = new HashMap<>();
        attributes.asList().forEach(attribute -> values.put(attribute.getName(), attribute.getValue()));
        for (String name : ATTRIBUTES) {
            if (values.get(name) == null) {
                throw CliException.failed("the agent in that JVM does not tell the attribute " + name
                        + " of a region: it is of another version; use the jar that the JVM was started with");
            }
        }
        Map<String, ClientStats> clients = new LinkedHashMap<>();
        for (Object row : ((TabularData) values.get("Clients")).values()) {
            CompositeData client = (CompositeData) row;
            CompositeData stats = (CompositeData) client.get("value");
            clients.put(
                    (String) client.get("key"),
                    new ClientStats(
                            (Long) stats.get("dirtyPages"),
                            (Long) stats.get("dirtyBytes"),
                            (Long) stats.get("harvests"),
                            (Long) stats.get("harvestedPages"),
                            (Double) stats.get("pagesPerSecond")));
        }
        return new RegionStatus(
                (String) values.get("Name"),
                (String) values.get("Kind"),
                (String) values.get("Coverage"),
                (String) values.get("CoverageReason"),
                (Long) values.get("ByteSize"),
                (Integer) values.get("PageSize"),
                (Long) values.get("PageCount"),
                (Boolean) values.get("Automatic"),
                (Long) values.get("Epoch"),
                (Integer) values.get("OpenHarvests"),
                clients);
    }

    Object json() {
        Map<String, Object> perClient = new LinkedHashMap<>();
        clients.forEach((client, stats) -> perClient.put(
                client,
                Json.object(
                        "dirtyPages", stats.dirtyPages(),
                        "dirtyBytes", stats.dirtyBytes(),
                        "harvests", stats.harvests(),
                        "harvestedPages", stats.harvestedPages(),
                        "pagesPerSecond", stats.pagesPerSecond())));
        return Json.object(
                "name", name,
                "kind", kind,
                "coverage", coverage,
                "coverageReason", coverageReason,
                "byteSize", byteSize,
                "pageSize", pageSize,
                "pageCount", pageCount,
                "automatic", automatic,
                "epoch", epoch,
                "openHarvests", openHarvests,
                "clients", perClient);
    }
}
