package dev.tidemark.cli;

import dev.tidemark.jmx.AuditMissList;
import dev.tidemark.jmx.AuditText;
import dev.tidemark.jmx.TrackerMXBean;
import dev.tidemark.options.Shares;
import dev.tidemark.options.Sizes;
import dev.tidemark.track.AuditMiss;
import dev.tidemark.track.AuditStats;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code audit PID [N%|off]}. */
@Command(
        name = "audit",
        description = {
            "Shows what the audit found: pages that changed although no write to them was seen. With a share, switches it first:"
                    + " each harvest then compares the content of so many of the clean pages with what it was at their last"
                    + " check, and what changed is marked dirty for every client.",
            "Starts the JVM's local JMX connector if it does not run yet."
        })
final class AuditCommand extends DataCommand {
    @Parameters(index = "0", paramLabel = "PID", description = "Process id of the JVM; the command list shows them.")
    private long pid;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "SHARE",
            description = "Switches the audit to this share of the clean pages per harvest, or off.")
    private String share;

    @Option(
            names = "--from",
            paramLabel = "ID",
            defaultValue = "0",
            description = "First miss of interest. Default: ${DEFAULT-VALUE}.")
    private long from;

    @Option(
            names = "--max",
            paramLabel = "N",
            defaultValue = "100",
            description = "Misses to show at most, 1 to " + AuditMissList.MAX_MISSES + ". Default: ${DEFAULT-VALUE}.")
    private int max;

    private record Found(
            String share, AuditStats stats, List<RegionAudit> regions, List<String> suspects, AuditMissList misses) {}

    @Override
    Report report() {
        check();
        Found found = AgentConnection.ask(pid, (jvm, agent) -> {
            TrackerMXBean tracker = agent.tracker();
            if (share != null) {
                tracker.switchAudit(share);
            }
            // In this order: a suspect that is settled meanwhile shows up in what is asked for later, and is never in
            // neither.
            List<String> suspects = List.of(tracker.getAuditSuspects());
            AuditMissList misses = tracker.auditMisses(from, max);
            List<RegionAudit> regions = agent.regions(RegionAudit.ATTRIBUTES, RegionAudit::of);
            return new Found(tracker.getAudit(), tracker.getAuditStats(), regions, suspects, misses);
        });
        return new Report(text(found), json(found));
    }

    private void check() {
        if (from < 0) {
            throw CliException.wrongUsage("--from must be the id of a miss, from 0 on: " + from);
        }
        if (max < 1 || max > AuditMissList.MAX_MISSES) {
            throw CliException.wrongUsage("--max must be 1 to " + AuditMissList.MAX_MISSES + ": " + max);
        }
        if (share != null) {
            try {
                Shares.parse(share);
            } catch (IllegalArgumentException e) {
                throw CliException.wrongUsage("SHARE " + e.getMessage() + ": '" + share + "'");
            }
        }
    }

    private static String text(Found found) {
        StringBuilder text = new StringBuilder();
        AuditStats all = found.stats();
        text.append(String.format(
                Locale.ROOT,
                "audit %s, pages compared %d, suspects %d, %d of them open, misses %d, memory %s\n",
                found.share(),
                all.pagesAudited(),
                all.suspects(),
                all.openSuspects(),
                all.misses(),
                Sizes.humanAndExact(all.memoryBytes())));
        if (!found.regions().isEmpty()) {
            text.append('\n').append(RegionAudit.table(found.regions()));
        }
        if (!found.suspects().isEmpty()) {
            text.append("\nopen suspects, marked dirty; a write that is on its way looks like that\n");
            found.suspects().forEach(line -> text.append(Failures.oneLine(line)).append('\n'));
        }
        if (all.misses() > 0) {
            text.append('\n')
                    .append(AuditText.render(
                            found.misses(),
                            "go on with --from " + found.misses().nextId()));
        }
        return text.toString();
    }

    private static Object json(Found found) {
        List<Object> misses = new ArrayList<>();
        for (AuditMiss miss : found.misses().misses()) {
            misses.add(Json.object(
                    "id", miss.id(),
                    "region", miss.region(),
                    "page", miss.page(),
                    "byteOffset", miss.byteOffset(),
                    "byteLength", miss.byteLength(),
                    "from", Instant.ofEpochMilli(miss.fromMillis()).toString(),
                    "to", Instant.ofEpochMilli(miss.toMillis()).toString()));
        }
        return Json.object(
                "audit", found.share(),
                "stats", RegionAudit.json(found.stats()),
                "regions", found.regions().stream().map(RegionAudit::json).toList(),
                "openSuspects", found.suspects(),
                "misses", misses,
                "nextId", found.misses().nextId());
    }
}
