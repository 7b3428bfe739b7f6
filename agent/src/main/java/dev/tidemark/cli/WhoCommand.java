package dev.tidemark.cli;

import dev.tidemark.jmx.RegionMXBean;
import dev.tidemark.jmx.WriterList;
import dev.tidemark.jmx.WriterText;
import dev.tidemark.watch.Writer;
import dev.tidemark.watch.WriterSampler;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code who PID REGION}. */
@Command(
        name = "who",
        description = {
            "Finds out who writes a region: for some seconds, of every n-th page that was clean and is written, it notes thread and"
                    + " stack, and then shows call sites and threads.",
            "First writes to clean pages are slower meanwhile. No client notices. Starts the JVM's local JMX connector if it does not"
                    + " run yet."
        })
final class WhoCommand extends DataCommand {
    private static final int MAX_SECONDS = 600;

    @Parameters(index = "0", paramLabel = "PID", description = "Process id of the JVM; the command list shows them.")
    private long pid;

    @Parameters(index = "1", paramLabel = "REGION", description = "Name of the region; the command status shows them.")
    private String region;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "5",
            description = "How long, 1 to " + MAX_SECONDS + ". Default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(
            names = "--every",
            paramLabel = "N",
            defaultValue = "10",
            description =
                    "Sample one of so many pages, 1 to " + WriterSampler.MAX_EVERY + ". Default: ${DEFAULT-VALUE}.")
    private int every;

    @Option(names = "--collapsed", description = "Print collapsed stacks, which flame graph tools read.")
    private boolean collapsed;

    @Override
    Report report() {
        if (seconds < 1 || seconds > MAX_SECONDS) {
            throw CliException.wrongUsage("--seconds must be 1 to " + MAX_SECONDS + ": " + seconds);
        }
        if (every < 1 || every > WriterSampler.MAX_EVERY) {
            throw CliException.wrongUsage("--every must be 1 to " + WriterSampler.MAX_EVERY + ": " + every);
        }
        if (collapsed && asksForJson()) {
            throw CliException.wrongUsage("--collapsed and --json are two forms of the same: give one of them");
        }
        WriterList list = Deadline.within(
                seconds + Deadline.SECONDS,
                pid,
                () -> AgentConnection.stay(pid, (jvm, agent) -> search(agent.region(region))));
        return new Report(collapsed ? WriterText.collapsed(list) : WriterText.render(list), json(list));
    }

    /** The search ends by itself if this command is killed. */
    private WriterList search(RegionMXBean bean) {
        bean.searchWriters(every, seconds + Deadline.SECONDS);
        try {
            Thread.sleep(seconds * 1000L);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CliException.failed("interrupted while writers were searched", e);
        } finally {
            bean.stopSearch();
        }
        return bean.writers(WriterList.MAX_WRITERS);
    }

    private Object json(WriterList list) {
        List<Object> writers = new ArrayList<>();
        for (Writer writer : list.writers()) {
            writers.add(Json.object(
                    "thread", writer.thread(),
                    "site", writer.site(),
                    "stack", List.of(writer.stack().split(";")),
                    "samples", writer.samples(),
                    "page", writer.page()));
        }
        return Json.object(
                "pid", pid,
                "region", list.region(),
                "every", list.every(),
                "samples", list.samples(),
                "sites", WriterText.bySite(list),
                "threads", WriterText.byThread(list),
                "writers", writers,
                "total", list.total());
    }
}
