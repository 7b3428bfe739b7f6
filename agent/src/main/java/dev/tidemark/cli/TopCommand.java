package dev.tidemark.cli;

import dev.tidemark.track.ClientStats;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jline.terminal.Size;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code top PID}. */
@Command(
        name = "top",
        description = {
            "Shows live what is dirty, how fast it gets dirty, and where: regions, clients, a heat map, the hottest ranges.",
            "Keys: " + TopView.KEYS + ".",
            "In a pipe, and with --once, it prints one picture, measured over one interval, and ends.",
            "Reads attributes alone, which change nothing, but for --own. Starts the JVM's local JMX connector if it does not run yet."
        })
final class TopCommand extends DataCommand {
    private static final int PLAIN_WIDTH = 100;
    private static final long KEY_MILLIS = 100;

    @Parameters(paramLabel = "PID", description = "Process id of the JVM; the command list shows them.")
    private long pid;

    @Option(names = "--once", description = "Print one picture and end.")
    private boolean once;

    @Option(
            names = "--interval",
            paramLabel = "S",
            defaultValue = "1",
            description = "Seconds between two looks, 0.2 to 3600. Default: ${DEFAULT-VALUE}.")
    private double interval;

    @Option(names = "--region", paramLabel = "R", description = "Region to select. Default: the first one.")
    private String region;

    @Option(
            names = "--client",
            paramLabel = "C",
            description = "Client to select. Default: the one with most harvests in the region.")
    private String client;

    @Option(
            names = "--own",
            description =
                    "Look with a client of its own, which takes what is dirty at each look: where nobody harvests, this shows"
                            + " what is written from one look to the next. It is removed at the end.")
    private boolean own;

    @Option(
            names = "--sort",
            paramLabel = "BY",
            defaultValue = "name",
            description = "Order of the regions: name, size, dirty or rate. Default: ${DEFAULT-VALUE}.")
    private String sort;

    @Override
    public Integer call() {
        TopModel model = model(millis() * 1_000_000 / 2);
        if (once || asksForJson() || !TopScreen.isThere()) {
            return super.call();
        }
        try (TopSampler sampler = new TopSampler(pid, millis(), region, own)) {
            sampler.start();
            model.update(first(sampler));
            refuseUnknown(model);
            watch(sampler, model);
        }
        return ExitCode.DONE;
    }

    @Override
    Report report() {
        TopModel model = model(0);
        try (TopSampler sampler = new TopSampler(pid, millis(), region, own)) {
            sampler.start();
            model.update(first(sampler));
            refuseUnknown(model);
            model.update(next(sampler, interval + Deadline.SECONDS));
            List<String> lines = new TopView(model, TopInk.PLAIN, false, PLAIN_WIDTH, Integer.MAX_VALUE)
                    .draw(pid + " (" + sampler.mainClass() + ")", null);
            return new Report(String.join("\n", lines) + "\n", json(model, sampler.mainClass()));
        }
    }

    private TopModel model(long minNanosBetween) {
        if (own && client != null) {
            throw CliException.wrongUsage(
                    "--own and --client exclude each other: the client is top's own, or the named one");
        }
        return new TopModel(minNanosBetween, region, own ? OwnClient.name() : client, sort());
    }

    private void watch(TopSampler sampler, TopModel model) {
        try (TopScreen screen = TopScreen.open()) {
            boolean changed = true;
            while (true) {
                for (TopSample sample = sampler.poll(0); sample != null; sample = sampler.poll(0)) {
                    model.update(sample);
                    changed = true;
                }
                String notice = notice(model);
                if (changed || notice != null || screen.wasResized()) {
                    draw(screen, sampler, model, notice);
                }
                TopScreen.Key key = screen.key(KEY_MILLIS);
                changed = key != TopScreen.Key.NONE;
                switch (key) {
                    case UP -> sampler.wish(model.moveRegion(-1));
                    case DOWN -> sampler.wish(model.moveRegion(1));
                    case LEFT -> model.moveClient(-1);
                    case RIGHT -> model.moveClient(1);
                    case SORT -> model.nextSort();
                    case QUIT -> {
                        return;
                    }
                    case NONE -> {}
                }
            }
        }
    }

    private void draw(TopScreen screen, TopSampler sampler, TopModel model, String notice) {
        Size size = screen.size();
        TopInk ink = System.getenv("NO_COLOR") == null ? TopInk.COLOURS : TopInk.PLAIN;
        List<String> lines = new TopView(model, ink, screen.showsUnicode(), size.getColumns(), size.getRows() - 1)
                .draw(pid + " (" + sampler.mainClass() + ")", notice);
        List<String> all = new java.util.ArrayList<>(lines);
        all.add(ink.title(TopView.KEYS.substring(0, Math.min(TopView.KEYS.length(), size.getColumns()))));
        screen.show(all);
    }

    /** A JVM that is late is said to be. */
    private String notice(TopModel model) {
        double seconds = (System.nanoTime() - model.last().nanos()) / 1e9;
        return seconds < interval + 3
                ? null
                : "no answer for " + (long) seconds + " s: the JVM is stopped, hangs, or is very busy";
    }

    private TopSample first(TopSampler sampler) {
        return next(sampler, Deadline.SECONDS);
    }

    private TopSample next(TopSampler sampler, double seconds) {
        TopSample sample = sampler.poll(TimeUnit.SECONDS.toMillis((long) Math.ceil(seconds)));
        if (sample == null) {
            throw CliException.failed("JVM " + pid + " did not answer within " + (long) Math.ceil(seconds)
                    + " s: it is stopped, hangs, or is very busy");
        }
        return sample;
    }

    /** What was named on the command line must be there at first; later it may come and go. */
    private void refuseUnknown(TopModel model) {
        TopSample sample = model.last();
        if (region != null && sample.region(region).isEmpty()) {
            List<String> names =
                    sample.regions().stream().map(RegionStatus::name).limit(20).toList();
            throw CliException.failed("no region '" + region + "' in JVM " + pid + "; regions: "
                    + (names.isEmpty() ? "none" : String.join(", ", names)));
        }
        if (client != null && model.selected() != null && !model.clients().contains(client)) {
            throw CliException.failed(
                    "no client '" + client + "' in JVM " + pid + "; clients: " + String.join(", ", model.clients()));
        }
    }

    private long millis() {
        if (!(interval >= 0.2 && interval <= 3600)) {
            throw CliException.wrongUsage("--interval must be 0.2 to 3600 seconds: " + interval);
        }
        return Math.round(interval * 1000);
    }

    private TopModel.Sort sort() {
        for (TopModel.Sort known : TopModel.Sort.values()) {
            if (known.label().equals(sort)) {
                return known;
            }
        }
        throw CliException.wrongUsage("--sort must be name, size, dirty or rate: '" + sort + "'");
    }

    private Object json(TopModel model, String mainClass) {
        return Json.object(
                "pid", pid,
                "mainClass", mainClass,
                "trackedBytes", model.last().trackedBytes(),
                "hookFailures", model.last().hookFailures(),
                "intervalSeconds", interval,
                "regions",
                        model.regions().stream()
                                .map(status -> json(model, status))
                                .toList(),
                "region", model.region(),
                "client", model.client(),
                "pagesPerCell",
                        model.last().heat() == null ? null : model.last().heat().pagesPerCell(),
                "dirtyPagesOfCells",
                        model.cells() == null
                                ? null
                                : java.util.Arrays.stream(model.cells()).boxed().toList(),
                "hottest",
                        model.hottest(5).stream()
                                .map(hot -> Json.object(
                                        "offset", hot.byteOffset(),
                                        "length", hot.byteLength(),
                                        "pagesPerSecond", hot.pagesPerSecond()))
                                .toList());
    }

    private static Object json(TopModel model, RegionStatus status) {
        Map<String, Object> perClient = new LinkedHashMap<>();
        for (Map.Entry<String, ClientStats> entry : status.clients().entrySet()) {
            double rate = model.rate(status.name(), entry.getKey());
            perClient.put(
                    entry.getKey(),
                    Json.object(
                            "dirtyPages", entry.getValue().dirtyPages(),
                            "dirtyBytes", entry.getValue().dirtyBytes(),
                            "harvests", entry.getValue().harvests(),
                            "turnedDirtyPerSecond", Double.isNaN(rate) ? null : rate));
        }
        return Json.object(
                "name", status.name(),
                "kind", status.kind(),
                "coverage", status.coverage(),
                "byteSize", status.byteSize(),
                "pageSize", status.pageSize(),
                "clients", perClient);
    }
}
