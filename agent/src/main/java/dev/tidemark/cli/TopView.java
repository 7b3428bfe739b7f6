package dev.tidemark.cli;

import dev.tidemark.jmx.HeatMap;
import dev.tidemark.options.Sizes;
import dev.tidemark.track.ClientStats;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Draws a {@link TopModel} into lines that fit a window. One use per picture. */
final class TopView {
    /** What to say where no region is open. */
    static final List<String> NOTHING = List.of(
            "No region is open: nothing is as large as the option min, and the program names nothing.",
            "Direct and mapped buffers that are older than an attached agent: see the command track.");

    /** What the keys do. */
    static final String KEYS = "up/down region  left/right client  s sort  q quit";

    private static final int HOT_RANGES = 5;
    private static final int LOW_WINDOW = 30;
    private static final int LEGEND_WIDTH = 25;
    private static final int SPARKS = 20;
    private static final String SPARK_ASCII = " .:-=+*#%@";
    private static final String SPARK_BLOCKS = " \u2581\u2582\u2583\u2584\u2585\u2586\u2587\u2588";

    private final TopModel model;
    private final TopInk ink;
    private final String sparks;
    private final int width;
    private final int height;
    private final List<String> lines = new ArrayList<>();

    /**
     * A picture to be drawn.
     *
     * @param unicode whether the window shows more than ASCII
     * @param width columns
     * @param height lines; {@link Integer#MAX_VALUE} for paper without end
     */
    TopView(TopModel model, TopInk ink, boolean unicode, int width, int height) {
        this.model = model;
        this.ink = ink;
        this.sparks = unicode ? SPARK_BLOCKS : SPARK_ASCII;
        this.width = width;
        this.height = height;
    }

    /**
     * The lines, none wider than the window and no more than fit.
     *
     * @param jvm whose regions these are
     * @param notice what is wrong; null if nothing is
     */
    List<String> draw(String jvm, String notice) {
        TopSample now = model.last();
        add(String.format(
                Locale.ROOT,
                "tidemark top: JVM %s, tracked %s, regions: %d",
                jvm,
                Sizes.human(now.trackedBytes()),
                now.regions().size()));
        if (notice != null) {
            lines.add(ink.alarm(fit(notice)));
        }
        if (now.hookFailures() > 0) {
            lines.add(ink.alarm(
                    fit("hooks: " + now.hookFailures() + " FAILURES, writes may have been missed: see status")));
        }
        if (model.selected() == null) {
            add("");
            NOTHING.forEach(this::add);
            return shown();
        }
        regions();
        clients();
        List<String> hot = hottest();
        map(height == Integer.MAX_VALUE ? Integer.MAX_VALUE : height - lines.size() - hot.size());
        hot.forEach(lines::add);
        return shown();
    }

    private List<String> shown() {
        return lines.size() <= height ? lines : lines.subList(0, height);
    }

    private void regions() {
        List<RegionStatus> all = model.regions();
        boolean bounded = height != Integer.MAX_VALUE;
        int shown = bounded ? Math.min(all.size(), Math.max(1, height / 4)) : all.size();
        int first = Math.max(0, Math.min(model.indexOfRegion(all) - shown / 2, all.size() - shown));
        TextTable table = new TextTable(titles("REGION", "KIND", ">SIZE", "COVERAGE"));
        for (RegionStatus region : all.subList(first, first + shown)) {
            row(
                    table,
                    region,
                    model.client(),
                    region.name(),
                    region.kind(),
                    Sizes.human(region.byteSize()),
                    region.coverage());
        }
        String cut = shown < all.size()
                ? String.format(Locale.ROOT, ", %d to %d of %d", first + 1, first + shown, all.size())
                : "";
        add("");
        lines.add(ink.title(fit("regions for client " + Failures.oneLine(String.valueOf(model.client())) + ", by "
                + model.sort().label() + cut)));
        rows(table, model.indexOfRegion(all) - first);
    }

    private void clients() {
        RegionStatus region = model.selected();
        TextTable table = new TextTable(titles("CLIENT", ">HARVESTS", ">DIRTY BYTES"));
        List<String> clients = model.clients();
        for (String client : clients) {
            ClientStats stats = region.clients().get(client);
            row(table, region, client, client, stats.harvests(), Sizes.human(stats.dirtyBytes()));
        }
        add("");
        lines.add(ink.title(fit("clients of region " + Failures.oneLine(region.name()))));
        rows(table, clients.indexOf(model.client()));
    }

    private String[] titles(String... own) {
        List<String> titles = new ArrayList<>(List.of(own));
        Collections.addAll(titles, ">DIRTY PAGES", ">OF", ">PAGES/S", ">BYTES/S");
        if (ink != TopInk.PLAIN) {
            titles.add("UNTIL NOW");
        }
        return titles.toArray(new String[0]);
    }

    private void row(TextTable table, RegionStatus region, String client, Object... own) {
        ClientStats stats = region.clients().get(client);
        // Where every page is dirty, none can turn dirty: that is no rate.
        boolean full = stats == null || stats.dirtyPages() == region.pageCount() && stats.harvests() == 0;
        double rate = full ? Double.NaN : model.rate(region.name(), client);
        List<Object> cells = new ArrayList<>(List.of(own));
        cells.add(stats == null ? "" : stats.dirtyPages());
        cells.add(
                stats == null
                        ? ""
                        : String.format(Locale.ROOT, "%.1f %%", 100.0 * stats.dirtyPages() / region.pageCount()));
        cells.add(Double.isNaN(rate) ? "" : String.format(Locale.ROOT, "%.1f", rate));
        cells.add(Double.isNaN(rate) ? "" : Sizes.human(Math.round(rate * region.pageSize())));
        if (ink != TopInk.PLAIN) {
            cells.add(full ? "" : spark(model.history(region.name(), client)));
        }
        table.row(cells.toArray());
    }

    private void rows(TextTable table, int selected) {
        List<String> rows = table.render().lines().toList();
        for (int i = 0; i < rows.size(); i++) {
            boolean isSelected = i == selected + 1;
            String line = fit((isSelected ? "> " : "  ") + rows.get(i));
            lines.add(isSelected ? ink.selected(line, width) : line);
        }
    }

    /** The last rates as characters of growing height, the highest as high as there is. */
    private String spark(List<Double> rates) {
        double highest = rates.stream().mapToDouble(Double::doubleValue).max().orElse(0);
        StringBuilder text = new StringBuilder();
        for (double rate : rates.subList(Math.max(0, rates.size() - SPARKS), rates.size())) {
            int level = highest == 0 ? 0 : (int) Math.ceil(rate / highest * (sparks.length() - 1));
            text.append(sparks.charAt(level));
        }
        return text.toString();
    }

    private void map(int maxLines) {
        int[] cells = model.cells();
        if (cells == null || maxLines < 3) {
            return;
        }
        RegionStatus region = model.selected();
        int labelWidth = 2 + Long.toHexString(region.byteSize()).length();
        int room = Math.max(1, width - labelWidth - 3);
        int columns = room < 16 ? room : room & -16; // rounder offsets
        int rows = maxLines == Integer.MAX_VALUE ? Integer.MAX_VALUE : maxLines - 2;
        int factor = 1;
        while ((cells.length + factor - 1) / factor > (long) columns * rows) {
            factor++;
        }
        int[] blocks = HeatMap.coarser(cells, factor);
        long pagesPerBlock = model.last().heat().pagesPerCell() * factor;
        add("");
        String caption = String.format(
                Locale.ROOT,
                "heat map for client %s, a block is %s, pages: %d",
                Failures.oneLine(model.client()),
                Sizes.human(pagesPerBlock * region.pageSize()),
                pagesPerBlock);
        lines.add(ink.title(fit(caption)) + (caption.length() + LEGEND_WIDTH <= width ? legend() : ""));
        for (int start = 0; start < blocks.length; start += columns) {
            StringBuilder line = new StringBuilder("  ");
            line.append(String.format(
                    Locale.ROOT,
                    "%" + labelWidth + "s ",
                    "0x" + Long.toHexString(start * pagesPerBlock * region.pageSize())));
            for (int i = start; i < Math.min(blocks.length, start + columns); i++) {
                line.append(
                        ink.block(HeatMap.symbol(blocks[i], HeatMap.pagesOf(i, pagesPerBlock, region.pageCount()))));
            }
            lines.add(line.toString());
        }
    }

    private String legend() {
        StringBuilder legend = new StringBuilder("; clean ");
        for (char symbol : ".123456789#".toCharArray()) {
            legend.append(ink.block(symbol));
        }
        return legend + " dirty";
    }

    private List<String> hottest() {
        List<String> text = new ArrayList<>();
        List<TopModel.Hot> hot = model.hottest(height < LOW_WINDOW ? 2 : HOT_RANGES);
        text.add("");
        if (hot.isEmpty()) {
            ClientStats stats = model.selected().clients().get(model.client());
            text.add(fit(
                    stats != null && stats.dirtyPages() == model.selected().pageCount()
                            ? "hottest ranges: not known, for every page is dirty for this client until it harvests; --own looks with one that does"
                            : model.hasRates()
                                    ? "hottest ranges: none, no page turned dirty"
                                    : "hottest ranges: not known yet"));
            return text;
        }
        text.add(ink.title("hottest ranges"));
        TextTable table = new TextTable(">OFFSET", ">LENGTH", ">PAGES/S");
        for (TopModel.Hot range : hot) {
            table.row(
                    "0x" + Long.toHexString(range.byteOffset()),
                    Sizes.human(range.byteLength()),
                    String.format(Locale.ROOT, "%.1f", range.pagesPerSecond()));
        }
        table.render().lines().forEach(line -> text.add(fit("  " + line)));
        return text;
    }

    private void add(String line) {
        lines.add(fit(line));
    }

    private String fit(String line) {
        return line.codePointCount(0, line.length()) <= width
                ? line
                : line.substring(0, line.offsetByCodePoints(0, width));
    }
}
