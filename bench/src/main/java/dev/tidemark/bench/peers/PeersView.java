package dev.tidemark.bench.peers;

import dev.tidemark.bench.report.Charts;
import dev.tidemark.bench.report.Page;
import dev.tidemark.bench.report.Picture;
import dev.tidemark.bench.report.SectionResult;
import dev.tidemark.bench.report.Text;
import dev.tidemark.bench.report.View;
import java.awt.BasicStroke;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Shows the peers: per kind and size of memory what they cost, and where they break even with Tidemark; and a chart of each. */
public final class PeersView implements View {
    /** Where a cost per store is read: few enough pages to stay in a cache, enough to be above the clock's noise. */
    private static final String FEW = "1";

    @Override
    public void show(List<SectionResult> results, Page page) {
        for (SectionResult result : results) {
            page.text("**JDK " + result.facts().java() + ".** " + result.origin());
            for (PeerRun run : PeerRun.all(result)) {
                page.text("*" + Text.bytes(run.byteSize()) + ", " + lower(run.kind()) + ", JDK "
                        + result.facts().java()
                        + ".* What an interval costs besides the guest's stores and the copies of "
                        + "what it wrote, and that against Tidemark, by share of pages written:");
                costs(run, page);
                page.text("Writer and harvester apart:");
                parts(run, page);
                page.text(
                        "Break-even with Tidemark, in stores per interval, by share of pages written; and the share at "
                                + GuestMemory.STORES_PER_PAGE + " stores per page written:");
                breakEvens(run, page);
                String what = Text.bytes(run.byteSize()) + ", " + lower(run.kind()) + ", JDK "
                        + result.facts().java();
                page.picture(new Picture(
                        "peers-" + what.replaceAll("\\W+", "-").toLowerCase(Locale.ROOT),
                        chart(run, "Cost of an interval by share of pages written, " + what)));
            }
        }
    }

    private static void costs(PeerRun run, Page page) {
        List<PeerKind> peers = run.peers();
        table("what", peers, run.percents(), page, percent -> percent + " %", (peer, percent) -> {
            if (peer == PeerKind.KNOWN) {
                return Text.nanos(run.interval(peer, percent).total());
            }
            double cost = run.cost(peer, percent).asMeasured();
            double ours = run.cost(PeerKind.TIDEMARK, percent).asMeasured();
            return Text.nanos(cost) + (peer == PeerKind.TIDEMARK ? "" : ", **" + against(cost, ours) + "**");
        });
    }

    private static void parts(PeerRun run, Page page) {
        List<String> columns = List.of("first", "rest", "0", FEW, "100");
        Function<String, String> titles = column -> switch (column) {
            case "first" -> "first store into a page";
            case "rest" -> "each further store";
            default -> "finding, " + column + " %";
        };
        table("what", others(run), columns, page, titles, (peer, column) -> {
            PeerResult few = run.interval(peer, FEW);
            PeerResult known = run.interval(PeerKind.KNOWN, FEW);
            int pages = run.dirtyPages(FEW);
            return switch (column) {
                case "first" ->
                    peer.work() == PeerKind.Work.NONE ? "nothing" : difference(few.first(), known.first(), pages);
                case "rest" ->
                    peer.work() != PeerKind.Work.EVERY_STORE
                            ? "nothing"
                            : difference(few.rest(), known.rest(), pages * (GuestMemory.STORES_PER_PAGE - 1));
                default -> Text.nanos(run.interval(peer, column).find());
            };
        });
    }

    private static void breakEvens(PeerRun run, Page page) {
        List<String> columns = new ArrayList<>(run.percents());
        columns.removeIf(percent -> Double.parseDouble(percent) == 0);
        columns.add("");
        Function<String, String> titles = column -> column.isEmpty() ? "share" : column + " %";
        table("Tidemark against", others(run), columns, page, titles, (peer, column) -> {
            if (peer == PeerKind.TIDEMARK) {
                return "–";
            }
            return column.isEmpty()
                    ? share(run, peer)
                    : stores(run.cost(PeerKind.TIDEMARK, column).storesUntilDearerThan(run.cost(peer, column)));
        });
    }

    /** {@code stores} as {@link PeerCost#storesUntilDearerThan} returns it. */
    static String stores(double stores) {
        if (stores == Double.POSITIVE_INFINITY) {
            return "always cheaper";
        }
        if (stores == 0) {
            return "never cheaper";
        }
        return (stores > 0 ? "cheaper up to " : "cheaper from ") + count(Math.abs(stores));
    }

    /** Where the two costs cross, each share with the stores that were made, straight lines between shares. */
    private static String share(PeerRun run, PeerKind peer) {
        List<Double> percents = run.percents().stream().map(Double::valueOf).toList();
        List<Double> leads = run.percents().stream()
                .map(percent -> run.cost(peer, percent).asMeasured()
                        - run.cost(PeerKind.TIDEMARK, percent).asMeasured())
                .toList();
        return share(percents, leads);
    }

    /** @param leads by how much Tidemark is cheaper at each share */
    static String share(List<Double> percents, List<Double> leads) {
        StringBuilder text = new StringBuilder();
        for (int i = 1; i < leads.size(); i++) {
            double before = leads.get(i - 1);
            double after = leads.get(i);
            if (before > 0 != after > 0) {
                double from = percents.get(i - 1);
                double crossing = from + (percents.get(i) - from) * before / (before - after);
                text.append(text.length() == 0 ? "cheaper " : ", ")
                        .append(before > 0 ? "up to " : "from ")
                        .append(Text.digits(crossing))
                        .append(" %");
            }
        }
        if (text.length() > 0) {
            return text.toString();
        }
        return leads.get(0) > 0 ? "always cheaper" : "never cheaper";
    }

    private static String difference(double with, double without, int stores) {
        double each = (with - without) / stores;
        return each <= 0 ? "not above noise" : Text.nanos(each);
    }

    private static String count(double stores) {
        return stores < 1e6
                ? String.format(Locale.ROOT, "%.0f k", stores / 1e3)
                : stores < 1e9 ? Text.digits(stores / 1e6) + " M" : Text.digits(stores / 1e9) + " G";
    }

    private static void table(
            String first,
            List<PeerKind> peers,
            List<String> columns,
            Page page,
            Function<String, String> titles,
            CellText text) {
        List<String> header = new ArrayList<>(List.of(first));
        columns.forEach(column -> header.add(titles.apply(column)));
        List<List<String>> lines = new ArrayList<>();
        for (PeerKind peer : peers) {
            List<String> line = new ArrayList<>(List.of(peer.title()));
            columns.forEach(column -> line.add(text.of(peer, column)));
            lines.add(line);
        }
        page.table(header, lines);
    }

    private static XYChart chart(PeerRun run, String title) {
        XYChart chart = Charts.lines(title, "pages written, %", "ms per interval, stores and copies apart");
        chart.getStyler().setXAxisLogarithmic(true);
        chart.getStyler().setYAxisLogarithmic(true);
        // Dashes become a hundred lines each.
        chart.getStyler().setPlotGridLinesStroke(new BasicStroke(0.3f));
        List<String> percents = run.percents().stream()
                .filter(percent -> Double.parseDouble(percent) > 0)
                .toList();
        for (PeerKind peer : others(run)) {
            chart.addSeries(
                            peer.title().replace("`", ""),
                            percents.stream().map(Double::valueOf).toList(),
                            percents.stream()
                                    .map(percent -> run.cost(peer, percent).asMeasured() / 1e6)
                                    .toList())
                    .setMarker(peer == PeerKind.TIDEMARK ? SeriesMarkers.DIAMOND : SeriesMarkers.CIRCLE);
        }
        return chart;
    }

    /** All but the one that others are measured by. */
    private static List<PeerKind> others(PeerRun run) {
        return run.peers().stream().filter(peer -> peer != PeerKind.KNOWN).toList();
    }

    /** {@code 12.3×} if dearer, {@code 1/12.3} if cheaper. */
    static String against(double cost, double ours) {
        return cost >= ours ? Text.ratio(cost / ours) : "1/" + Text.digits(ours / cost);
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** A cell of a table. */
    @FunctionalInterface
    private interface CellText {
        String of(PeerKind peer, String column);
    }
}
