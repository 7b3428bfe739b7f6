package dev.tidemark.cli;

import dev.tidemark.options.Sizes;
import dev.tidemark.track.AuditStats;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.management.AttributeList;
import javax.management.openmbean.CompositeData;

/**
 * The audit of one region, read in one call.
 *
 * @param state on, off, or why not
 */
record RegionAudit(String name, String state, AuditStats stats) {
    /** What {@link #of} needs of the region's bean. */
    static final String[] ATTRIBUTES = {"Name", "Audit", "AuditStats"};

    /**
     * From the values of {@link #ATTRIBUTES}.
     *
     * @throws CliException if one is missing
     */
    static RegionAudit of(AttributeList attributes) {
        Map<String, Object> values = new HashMap<>();
        attributes.asList().forEach(attribute -> values.put(attribute.getName(), attribute.getValue()));
        for (String name : ATTRIBUTES) {
            if (values.get(name) == null) {
                throw CliException.failed("the agent in that JVM does not tell the attribute " + name
                        + " of a region: it is of another version; use the jar that the JVM was started with");
            }
        }
        CompositeData stats = (CompositeData) values.get("AuditStats");
        return new RegionAudit(
                (String) values.get("Name"),
                (String) values.get("Audit"),
                new AuditStats(
                        (Long) stats.get("pagesAudited"),
                        (Long) stats.get("suspects"),
                        (Long) stats.get("openSuspects"),
                        (Long) stats.get("misses"),
                        (Long) stats.get("memoryBytes")));
    }

    static String table(List<RegionAudit> regions) {
        TextTable table =
                new TextTable("REGION", ">PAGES COMPARED", ">SUSPECTS", ">OPEN", ">MISSES", "MEMORY", "AUDIT");
        for (RegionAudit region : regions) {
            AuditStats stats = region.stats();
            table.row(
                    region.name(),
                    stats.pagesAudited(),
                    stats.suspects(),
                    stats.openSuspects(),
                    stats.misses(),
                    Sizes.humanAndExact(stats.memoryBytes()),
                    region.state());
        }
        return table.render();
    }

    Object json() {
        return Json.object("name", name, "state", state, "stats", json(stats));
    }

    static Object json(AuditStats stats) {
        return Json.object(
                "pagesAudited", stats.pagesAudited(),
                "suspects", stats.suspects(),
                "openSuspects", stats.openSuspects(),
                "misses", stats.misses(),
                "memoryBytes", stats.memoryBytes());
    }
}
