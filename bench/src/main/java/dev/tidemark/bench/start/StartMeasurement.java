package dev.tidemark.bench.start;

import dev.tidemark.bench.report.Bench;
import dev.tidemark.bench.report.Measurement;
import dev.tidemark.bench.report.Row;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Times whole JVMs from outside, from the fork to the exit, wall clock and CPU time. A round is one fork of each condition; odd rounds
 * run backwards.
 */
public final class StartMeasurement implements Measurement {
    private static final String NO_AGENT = "NO_AGENT";
    private static final String EMPTY_AGENT = "EMPTY_AGENT";
    private static final String AGENT = "AGENT";

    /** In the order of the table. */
    private static final List<String> CONDITIONS = List.of(NO_AGENT, EMPTY_AGENT, AGENT);

    private static final List<Class<?>> PROGRAMS = List.of(HelloProgram.class, LargeBufferProgram.class);

    private final int fullRounds;
    private final int quickRounds;

    /** @param fullRounds forks of each program and condition in a full run */
    public StartMeasurement(int fullRounds, int quickRounds) {
        this.fullRounds = fullRounds;
        this.quickRounds = quickRounds;
    }

    @Override
    public List<Row> measure(Bench bench) throws IOException, InterruptedException {
        Map<String, List<String>> options = Map.of(
                NO_AGENT, List.of(),
                EMPTY_AGENT, List.of("-javaagent:" + EmptyAgentJar.write(bench.scratch())),
                AGENT, List.of(bench.agentOption("")));
        if (!ChildrenTime.isKnown()) {
            bench.notes().add("No CPU time of a start: this system has no /proc.");
        }
        List<Row> rows = new ArrayList<>();
        for (Class<?> program : PROGRAMS) {
            rows.addAll(measure(bench, program, options));
        }
        return rows;
    }

    private List<Row> measure(Bench bench, Class<?> program, Map<String, List<String>> options)
            throws IOException, InterruptedException {
        Map<String, List<Double>> wall = new LinkedHashMap<>();
        Map<String, List<Double>> cpu = new LinkedHashMap<>();
        for (String condition : CONDITIONS) {
            wall.put(condition, new ArrayList<>());
            cpu.put(condition, new ArrayList<>());
            bench.fork(program, options.get(condition)); // the files are in the system's cache from here on
        }
        for (int round = 0; round < (bench.quick() ? quickRounds : fullRounds); round++) {
            for (int i = 0; i < CONDITIONS.size(); i++) {
                String condition = CONDITIONS.get(round % 2 == 0 ? i : CONDITIONS.size() - 1 - i);
                double cpuBefore = ChildrenTime.isKnown() ? ChildrenTime.millis() : 0;
                long start = System.nanoTime();
                bench.fork(program, options.get(condition));
                wall.get(condition).add((System.nanoTime() - start) / 1e6);
                if (ChildrenTime.isKnown()) {
                    cpu.get(condition).add(ChildrenTime.millis() - cpuBefore);
                }
            }
        }
        String name = program.getSimpleName().replace("Program", "");
        List<Row> rows = new ArrayList<>();
        wall.forEach((condition, values) -> rows.add(row(name, "wall", condition, values)));
        if (ChildrenTime.isKnown()) {
            cpu.forEach((condition, values) -> rows.add(row(name, "cpu", condition, values)));
        }
        return rows;
    }

    private static Row row(String program, String clock, String condition, List<Double> values) {
        return Row.of("Start." + program, new TreeMap<>(Map.of("clock", clock, "condition", condition)), "ms", values);
    }
}
