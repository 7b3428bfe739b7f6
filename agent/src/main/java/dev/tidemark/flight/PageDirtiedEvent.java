package dev.tidemark.flight;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** {@code dev.tidemark.PageDirtied}. */
@Name("dev.tidemark.PageDirtied")
@Label("Page dirtied")
@Category("Tidemark")
@Description("A page that was clean was written: a sample, while somebody searches the writers of the region")
final class PageDirtiedEvent extends Event {
    @Label("Region")
    String region;

    @Label("Page")
    long page;

    @Label("Offset")
    @DataAmount
    @Description("The page's first byte in the region")
    long offset;
}
