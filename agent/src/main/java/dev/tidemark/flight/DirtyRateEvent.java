package dev.tidemark.flight;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.StackTrace;

/** {@code dev.tidemark.DirtyRate}. */
@Name("dev.tidemark.DirtyRate")
@Label("Dirty rate")
@Category("Tidemark")
@Description("How much of a region is dirty for a client, and how fast it gets dirty")
@Period("1 s")
@StackTrace(false)
final class DirtyRateEvent extends Event {
    @Label("Region")
    String region;

    @Label("Client")
    String client;

    @Label("Dirty pages")
    long dirtyPages;

    @Label("Dirty bytes")
    @DataAmount
    long dirtyBytes;

    @Label("Rate")
    @DataAmount
    @Description(
            "Bytes of pages that turned dirty per second since the event before, those included that a harvest took")
    double bytesPerSecond;
}
