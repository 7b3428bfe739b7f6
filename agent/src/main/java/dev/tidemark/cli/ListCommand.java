package dev.tidemark.cli;

import com.sun.tools.attach.VirtualMachine;
import com.sun.tools.attach.VirtualMachineDescriptor;
import dev.tidemark.jmx.TrackerMXBean;
import dev.tidemark.options.Sizes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.management.AttributeList;
import picocli.CommandLine.Command;

/** {@code list}. Which JVMs there are is read from their performance data files, which touches none of them. */
@Command(
        name = "list",
        description = {
            "Lists the JVMs of this machine, and which of them run the agent.",
            "Only JVMs that hold the agent's jar open are asked; the others are not touched. JVMs with -XX:-UsePerfData do"
                    + " not show."
        })
final class ListCommand extends DataCommand {
    /**
     * One JVM.
     *
     * @param version of the agent; null if none runs or nothing is known
     * @param known whether it is known if the agent runs
     * @param coverage how many regions have which
     * @param note why something is not known; empty if all is
     */
    private record Row(
            long pid,
            String mainClass,
            boolean known,
            String version,
            long regions,
            long trackedBytes,
            Map<String, Long> coverage,
            String note) {
        static Row without(long pid, String mainClass, boolean known, String note) {
            return new Row(pid, mainClass, known, null, 0, 0, Map.of(), note);
        }

        String tracked() {
            return !known ? "unknown" : version == null ? "no" : "yes, " + version;
        }

        /** What all regions have, or each with how many have it. */
        String coverages() {
            return switch (coverage.size()) {
                case 0 -> "-";
                case 1 -> coverage.keySet().iterator().next();
                default ->
                    coverage.entrySet().stream()
                            .map(entry -> entry.getKey() + " " + entry.getValue())
                            .collect(Collectors.joining(", "));
            };
        }

        boolean hasCounts() {
            return version != null && note.isEmpty();
        }
    }

    @Override
    Report report() {
        LocalRuntime.requireAttach();
        List<Row> rows = new ArrayList<>();
        for (VirtualMachineDescriptor descriptor : VirtualMachine.list()) {
            long pid = Long.parseLong(descriptor.id());
            if (pid != ProcessHandle.current().pid()) {
                Row row = ask(pid, TargetJvm.firstWord(descriptor.displayName()));
                // A JVM that ended meanwhile, or left its performance data behind, is none to list.
                if (ProcessHandle.of(pid).isPresent()) {
                    rows.add(row);
                }
            }
        }
        rows.sort(Comparator.comparingLong(Row::pid));
        return new Report(
                text(rows),
                Json.object("jvms", rows.stream().map(ListCommand::json).toList()));
    }

    private static Row ask(long pid, String mainClass) {
        try {
            return Deadline.within(Deadline.GLANCE_SECONDS, pid, () -> askAtLength(pid, mainClass));
        } catch (RuntimeException e) {
            return Row.without(pid, mainClass, false, Failures.explain(e));
        }
    }

    private static Row askAtLength(long pid, String mainClass) {
        if (!JvmProbe.mayCarryAgent(pid)) {
            return Row.without(pid, mainClass, true, "");
        }
        try (TargetJvm jvm = TargetJvm.attach(pid)) {
            String version = jvm.agentVersion().orElse(null);
            if (version == null) {
                return Row.without(pid, mainClass, true, "");
            }
            try {
                return AgentConnection.ask(jvm, agent -> {
                    TrackerMXBean tracker = agent.tracker();
                    return new Row(
                            pid,
                            mainClass,
                            true,
                            version,
                            tracker.getRegionCount(),
                            tracker.getTrackedBytes(),
                            coverage(agent),
                            "");
                });
            } catch (RuntimeException e) {
                return new Row(pid, mainClass, true, version, 0, 0, Map.of(), Failures.explain(e));
            }
        }
    }

    private static Map<String, Long> coverage(AgentConnection agent) {
        Map<String, Long> counts = new TreeMap<>();
        for (AttributeList answer : agent.regions(new String[] {"Coverage"}, answer -> answer)) {
            answer.asList().forEach(one -> counts.merge((String) one.getValue(), 1L, Long::sum));
        }
        return counts;
    }

    private static String text(List<Row> rows) {
        if (rows.isEmpty()) {
            return "no other JVM of this user runs on this machine\n";
        }
        TextTable table =
                new TextTable(">PID", "MAIN CLASS", "TRACKED", ">REGIONS", "TRACKED BYTES", "COVERAGE", "NOTE");
        for (Row row : rows) {
            table.row(
                    row.pid(),
                    row.mainClass(),
                    row.tracked(),
                    row.hasCounts() ? row.regions() : "-",
                    row.hasCounts() ? Sizes.humanAndExact(row.trackedBytes()) : "-",
                    row.coverages(),
                    row.note());
        }
        return table.render();
    }

    private static Object json(Row row) {
        return Json.object(
                "pid", row.pid(),
                "mainClass", row.mainClass(),
                "tracked", row.known() ? row.version() != null : null,
                "version", row.version(),
                "regions", row.hasCounts() ? row.regions() : null,
                "trackedBytes", row.hasCounts() ? row.trackedBytes() : null,
                "coverage", row.hasCounts() ? row.coverage() : null,
                "note", row.note().isEmpty() ? null : row.note());
    }
}
