package dev.tidemark.cli;

import dev.tidemark.jmx.RangeList;
import dev.tidemark.jmx.RangeText;
import dev.tidemark.jmx.RegionMXBean;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ranges PID REGION --client C}. */
@Command(
        name = "ranges",
        description = {
            "Shows the byte ranges of a region that are dirty for a client. Clears nothing and creates no client.",
            "Starts the JVM's local JMX connector if it does not run yet."
        })
final class RangesCommand extends DataCommand {
    @Parameters(index = "0", paramLabel = "PID", description = "Process id of the JVM; the command list shows them.")
    private long pid;

    @Parameters(index = "1", paramLabel = "REGION", description = "Name of the region; the command status shows them.")
    private String region;

    @Option(names = "--client", paramLabel = "C", required = true, description = "Whose dirty pages.")
    private String client;

    @Option(
            names = "--from",
            paramLabel = "N",
            defaultValue = "0",
            description = "First byte of interest. Default: ${DEFAULT-VALUE}.")
    private long from;

    @Option(
            names = "--max",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Ranges to show at most, 1 to " + RangeList.MAX_RUNS + ". Default: ${DEFAULT-VALUE}.")
    private int max;

    @Override
    Report report() {
        if (from < 0) {
            throw CliException.wrongUsage("--from must be a byte of the region, from 0 on: " + from);
        }
        if (max < 1 || max > RangeList.MAX_RUNS) {
            throw CliException.wrongUsage("--max must be 1 to " + RangeList.MAX_RUNS + ": " + max);
        }
        RangeList list = AgentConnection.ask(pid, (jvm, agent) -> {
            RegionMXBean bean = agent.region(region);
            long byteSize = bean.getByteSize();
            if (from >= byteSize) {
                throw CliException.wrongUsage(
                        "--from must be 0 to " + (byteSize - 1) + ", a byte of region '" + region + "': " + from);
            }
            return bean.dirtyRanges(client, from, max);
        });
        return new Report(RangeText.render(list, "go on with --from " + list.nextOffset()), json(list));
    }

    private static Object json(RangeList list) {
        List<Object> ranges = new ArrayList<>();
        for (int i = 0; i < list.offsets().length; i++) {
            ranges.add(Json.object("offset", list.offsets()[i], "length", list.lengths()[i], "pages", list.pages(i)));
        }
        return Json.object(
                "region", list.region(),
                "client", list.client(),
                "epoch", list.epoch(),
                "pageSize", list.pageSize(),
                "ranges", ranges,
                "totalRuns", list.totalRuns(),
                "totalPages", list.totalPages(),
                "totalBytes", list.totalBytes(),
                "nextOffset", list.nextOffset());
    }
}
