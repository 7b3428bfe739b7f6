package dev.tidemark.cli;

import dev.tidemark.jmx.RateText;
import dev.tidemark.jmx.RegionMXBean;
import dev.tidemark.options.Sizes;
import dev.tidemark.track.ClientStats;
import dev.tidemark.watch.Forecast;
import dev.tidemark.watch.RateMeter;
import dev.tidemark.watch.RateReport;
import dev.tidemark.watch.RateState;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rate PID REGION --seconds N}. */
@Command(
        name = "rate",
        description = {
            "Measures how fast a region gets dirty: pages and bytes that are written in a window of time, and what of it is new for"
                    + " each client. With --bandwidth and --client, also what the client's next increment will be like.",
            "Uses a client of its own, which is removed afterwards: no other notices. Starts the JVM's local JMX connector if it"
                    + " does not run yet."
        })
final class RateCommand extends DataCommand {
    private static final long POLL_MILLIS = 100;

    @Parameters(index = "0", paramLabel = "PID", description = "Process id of the JVM; the command list shows them.")
    private long pid;

    @Parameters(index = "1", paramLabel = "REGION", description = "Name of the region; the command status shows them.")
    private String region;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "5",
            description = "Length of the window, 1 to " + RateMeter.MAX_SECONDS + ". Default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(names = "--client", paramLabel = "C", description = "Whose next increment is to be forecast.")
    private String client;

    @Option(
            names = "--bandwidth",
            paramLabel = "SIZE",
            description = "Bytes per second at which that is copied, 100m for example.")
    private String bandwidth;

    @Option(
            names = "--after",
            paramLabel = "N",
            defaultValue = "0",
            description = "Seconds until that increment is taken. Default: ${DEFAULT-VALUE}.")
    private int after;

    private record Measured(RateReport report, Forecast forecast) {}

    @Override
    Report report() {
        if (seconds < 1 || seconds > RateMeter.MAX_SECONDS) {
            throw CliException.wrongUsage("--seconds must be 1 to " + RateMeter.MAX_SECONDS + ": " + seconds);
        }
        if (after < 0) {
            throw CliException.wrongUsage("--after must be 0 or more: " + after);
        }
        if ((client == null) != (bandwidth == null)) {
            throw CliException.wrongUsage("--client and --bandwidth belong together: a forecast needs both");
        }
        long bytesPerSecond = bandwidth == null ? 0 : bytesPerSecond(bandwidth);
        int patience = seconds + Deadline.SECONDS;
        Measured measured = Deadline.within(
                patience,
                pid,
                () -> AgentConnection.stay(pid, (jvm, agent) -> measure(agent.region(region), bytesPerSecond)));
        if (measured.report().state() == RateState.FAILED) {
            throw CliException.failed(
                    "not measured to the end: " + measured.report().problem());
        }
        String text = RateText.render(region, measured.report());
        return new Report(
                measured.forecast() == null ? text : text + RateText.render(measured.forecast()), json(measured));
    }

    private Measured measure(RegionMXBean bean, long bytesPerSecond) {
        if (client != null) {
            Map<String, ClientStats> clients = bean.getClients();
            if (!clients.containsKey(client)) {
                throw CliException.failed(
                        "no client '" + client + "'; clients: " + String.join(", ", clients.keySet()));
            }
        }
        bean.measureDirtyRate(seconds);
        RateReport report = bean.getDirtyRate();
        while (report.state() == RateState.MEASURING) {
            sleep();
            report = bean.getDirtyRate();
        }
        boolean forecasts = client != null && report.state() == RateState.MEASURED;
        return new Measured(report, forecasts ? bean.forecast(client, after, bytesPerSecond) : null);
    }

    private static long bytesPerSecond(String text) {
        try {
            return Sizes.parse(text);
        } catch (IllegalArgumentException e) {
            throw CliException.wrongUsage("--bandwidth " + e.getMessage() + ": " + Failures.oneLine(text));
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CliException.failed("interrupted while the dirty rate was measured", e);
        }
    }

    private Object json(Measured measured) {
        RateReport report = measured.report();
        Map<String, Object> clients = new LinkedHashMap<>();
        report.clients()
                .forEach((name, rate) -> clients.put(
                        name,
                        Json.object(
                                "newPages", rate.newPages(),
                                "newBytes", rate.newBytes(),
                                "bytesPerSecond", rate.bytesPerSecond())));
        Map<String, Object> json = Json.object(
                "pid", pid,
                "region", region,
                "startedMillis", report.startedMillis(),
                "seconds", report.seconds(),
                "pages", report.pages(),
                "bytes", report.bytes(),
                "pagesPerSecond", report.pagesPerSecond(),
                "bytesPerSecond", report.bytesPerSecond(),
                "clients", clients);
        Forecast forecast = measured.forecast();
        json.put(
                "forecast",
                forecast == null
                        ? null
                        : Json.object(
                                "client", forecast.client(),
                                "afterSeconds", forecast.afterSeconds(),
                                "dirtyBytes", forecast.dirtyBytes(),
                                "newBytesPerSecond", forecast.newBytesPerSecond(),
                                "incrementBytes", forecast.incrementBytes(),
                                "copySeconds", forecast.copySeconds(),
                                "writtenMeanwhileBytes", forecast.writtenMeanwhileBytes(),
                                "converges", forecast.converges()));
        return json;
    }
}
