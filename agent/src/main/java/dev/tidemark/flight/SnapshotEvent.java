package dev.tidemark.flight;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Timespan;

/** {@code dev.tidemark.Snapshot}. */
@Name("dev.tidemark.Snapshot")
@Label("Snapshot")
@Category("Tidemark")
@Description("A snapshot of a region was stored")
final class SnapshotEvent extends Event {
    @Label("Region")
    String region;

    @Label("Point")
    String point;

    @Label("Full")
    @Description("Whether it holds everything, rather than what changed since another")
    boolean full;

    @Label("Dirty pages")
    @Description("Pages that were looked at")
    long dirtyPages;

    @Label("Stored pages")
    @Description("Pages whose bytes are in the file")
    long storedPages;

    @Label("Stored bytes")
    @DataAmount
    @Description("The size of the file")
    long storedBytes;

    @Label("Pause")
    @Timespan
    @Description("How long the guest had to stand still; 0 for one that ran on")
    long pause;

    @Label("Total")
    @Timespan
    @Description("Until the file was durable")
    long total;
}
