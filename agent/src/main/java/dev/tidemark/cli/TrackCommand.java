package dev.tidemark.cli;

import dev.tidemark.jmx.JmxNames;
import dev.tidemark.jmx.RegionMXBean;
import dev.tidemark.options.OptionTable;
import dev.tidemark.options.Sizes;
import javax.management.ObjectName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code track PID PATH --name N}. */
@Command(
        name = "track",
        description = {
            "Tracks a buffer that a field of the program holds: for buffers that are older than the agent.",
            "Starts the JVM's local JMX connector if it does not run yet."
        })
final class TrackCommand extends DataCommand {
    @Parameters(index = "0", paramLabel = "PID", description = "Process id of the JVM; the command list shows them.")
    private long pid;

    @Parameters(
            index = "1",
            paramLabel = "PATH",
            description =
                    "Class, static field, and fields from there on, of any access: com.acme.Emulator.INSTANCE.ram. An"
                            + " element of an array is banks[2].")
    private String path;

    @Option(
            names = "--name",
            paramLabel = "N",
            required = true,
            description = "Name of the region, 1 to 200 characters, not in use.")
    private String name;

    @Option(
            names = "--page",
            paramLabel = "SIZE",
            defaultValue = "4k",
            description = "Page size, a power of two from 64 to 2m. Default: ${DEFAULT-VALUE}.")
    private String page;

    @Override
    Report report() {
        int pageSize = pageSize(page);
        return AgentConnection.ask(pid, (jvm, agent) -> {
            ObjectName bean = agent.tracker().trackField(path, name, pageSize);
            return report(agent.region(JmxNames.regionOf(bean)));
        });
    }

    private static int pageSize(String text) {
        try {
            return OptionTable.parsePageSize(text);
        } catch (IllegalArgumentException e) {
            throw CliException.wrongUsage("--page " + e.getMessage() + ": " + Failures.oneLine(text));
        }
    }

    private Report report(RegionMXBean region) {
        String text = "tracks " + path + " as region '" + region.getName() + "': " + region.getKind() + ", "
                + Sizes.humanAndExact(region.getByteSize()) + ", pages of " + Sizes.format(region.getPageSize())
                + ", coverage " + region.getCoverage() + "\n";
        Object json = Json.object(
                "pid", pid,
                "path", path,
                "region", region.getName(),
                "kind", region.getKind(),
                "byteSize", region.getByteSize(),
                "pageSize", region.getPageSize(),
                "pageCount", region.getPageCount(),
                "coverage", region.getCoverage());
        return new Report(text, json);
    }
}
