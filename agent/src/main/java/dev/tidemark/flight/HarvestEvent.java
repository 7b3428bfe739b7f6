package dev.tidemark.flight;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** {@code dev.tidemark.Harvest}. */
@Name("dev.tidemark.Harvest")
@Label("Harvest")
@Category("Tidemark")
@Description("A client took dirty pages of a region")
final class HarvestEvent extends Event {
    @Label("Region")
    String region;

    @Label("Client")
    @Description("Whose dirty pages; clients without a name, as those of checkpoints, are told by their purpose")
    String client;

    @Label("Epoch")
    @Description("Harvests of the region that have ended, this one included")
    long epoch;

    @Label("Pages")
    long pages;

    @Label("Bytes")
    @DataAmount
    long bytes;

    @Label("Runs")
    long runs;
}
