package dev.tidemark.flight;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** {@code dev.tidemark.Region}. */
@Name("dev.tidemark.Region")
@Label("Region")
@Category("Tidemark")
@Description("A region began or ended, or was there when the recording began")
@StackTrace(false)
final class RegionEvent extends Event {
    @Label("Region")
    String region;

    @Label("State")
    @Description("start, end, or open: it is older than the recording")
    String state;

    @Label("Kind")
    String kind;

    @Label("Size")
    @DataAmount
    long byteSize;

    @Label("Page size")
    @DataAmount
    int pageSize;

    @Label("Coverage")
    String coverage;

    @Label("Reason of the end")
    String reason;
}
