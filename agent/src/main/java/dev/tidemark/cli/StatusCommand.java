package dev.tidemark.cli;

import dev.tidemark.jmx.TrackerMXBean;
import dev.tidemark.options.Sizes;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code status PID}. */
@Command(
        name = "status",
        description = {
            "Shows the agent in a JVM: its options, its health, its regions, and each client's dirty pages.",
            "Starts the JVM's local JMX connector if it does not run yet; changes nothing else."
        })
final class StatusCommand extends DataCommand {
    @Parameters(paramLabel = "PID", description = "Process id of the JVM; the command list shows them.")
    private long pid;

    private record Status(
            long pid,
            String mainClass,
            String version,
            String options,
            long trackedBytes,
            List<String> clients,
            long hookFailures,
            List<String> hookFailureMessages,
            String audit,
            long auditMisses,
            List<RegionStatus> regions) {}

    @Override
    Report report() {
        Status status = AgentConnection.ask(pid, (jvm, agent) -> {
            TrackerMXBean tracker = agent.tracker();
            return new Status(
                    pid,
                    jvm.mainClass(),
                    tracker.getVersion(),
                    tracker.getOptions(),
                    tracker.getTrackedBytes(),
                    List.of(tracker.getClientNames()),
                    tracker.getHookFailures(),
                    List.of(tracker.getHookFailureMessages()),
                    tracker.getAudit(),
                    tracker.getAuditStats().misses(),
                    agent.regions());
        });
        return new Report(text(status), json(status));
    }

    private static String text(Status status) {
        StringBuilder text = new StringBuilder();
        text.append(String.format(Locale.ROOT, "JVM      %d %s\n", status.pid(), status.mainClass()));
        text.append(String.format(Locale.ROOT, "agent    %s, options %s\n", status.version(), status.options()));
        text.append(String.format(
                Locale.ROOT,
                "tracked  %s, regions: %d\n",
                Sizes.humanAndExact(status.trackedBytes()),
                status.regions().size()));
        text.append(String.format(Locale.ROOT, "clients  %s\n", String.join(", ", status.clients())));
        text.append(String.format(
                Locale.ROOT,
                "hooks    %s\n",
                status.hookFailures() == 0
                        ? "no failures"
                        : status.hookFailures() + " FAILURES, writes may have been missed:"));
        status.hookFailureMessages()
                .forEach(
                        message -> text.append(String.format(Locale.ROOT, "         %s\n", Failures.oneLine(message))));
        text.append(String.format(Locale.ROOT, "audit    %s, misses: %d\n", status.audit(), status.auditMisses()));
        if (status.regions().isEmpty()) {
            text.append('\n').append(String.join("\n", TopView.NOTHING)).append('\n');
        } else {
            text.append('\n').append(regionTable(status.regions()));
            status.regions().forEach(region -> appendReason(text, region));
            text.append('\n').append(clientTable(status.regions()));
        }
        return text.toString();
    }

    private static void appendReason(StringBuilder text, RegionStatus region) {
        if (!region.coverageReason().isEmpty()) {
            text.append(Failures.oneLine(region.name() + ": " + region.coverageReason()))
                    .append('\n');
        }
    }

    private static String regionTable(List<RegionStatus> regions) {
        TextTable table = new TextTable(
                "REGION", "KIND", "SIZE", ">PAGES", ">PAGE", "COVERAGE", "ORIGIN", ">EPOCH", ">OPEN HARVESTS");
        for (RegionStatus region : regions) {
            table.row(
                    region.name(),
                    region.kind(),
                    Sizes.humanAndExact(region.byteSize()),
                    region.pageCount(),
                    Sizes.format(region.pageSize()),
                    region.coverage(),
                    region.automatic() ? "by size" : "named",
                    region.epoch(),
                    region.openHarvests());
        }
        return table.render();
    }

    private static String clientTable(List<RegionStatus> regions) {
        TextTable table =
                new TextTable("REGION", "CLIENT", ">DIRTY PAGES", ">OF", "DIRTY BYTES", ">HARVESTS", ">PAGES/S");
        for (RegionStatus region : regions) {
            region.clients()
                    .forEach((client, stats) -> table.row(
                            region.name(),
                            client,
                            stats.dirtyPages(),
                            String.format(Locale.ROOT, "%.1f %%", 100.0 * stats.dirtyPages() / region.pageCount()),
                            Sizes.humanAndExact(stats.dirtyBytes()),
                            stats.harvests(),
                            String.format(Locale.ROOT, "%.1f", stats.pagesPerSecond())));
        }
        return table.render();
    }

    private static Object json(Status status) {
        return Json.object(
                "pid", status.pid(),
                "mainClass", status.mainClass(),
                "version", status.version(),
                "options", status.options(),
                "trackedBytes", status.trackedBytes(),
                "clients", status.clients(),
                "hookFailures", status.hookFailures(),
                "hookFailureMessages", status.hookFailureMessages(),
                "audit", status.audit(),
                "auditMisses", status.auditMisses(),
                "regions", status.regions().stream().map(RegionStatus::json).toList());
    }
}
