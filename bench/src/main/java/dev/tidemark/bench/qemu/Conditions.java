package dev.tidemark.bench.qemu;

import com.google.gson.Gson;
import dev.tidemark.bench.report.Bench;
import dev.tidemark.bench.report.Measurement;
import dev.tidemark.bench.report.Row;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs {@link ConditionsProgram} for each workload, several times; the loops of a round are in one JVM. */
public final class Conditions implements Measurement {
    private static final int FORKS = 3;
    private static final int PASSES = 7;
    private static final int QUICK_PASSES = 5;
    private static final List<String> JVM_OPTIONS = List.of(
            "-Xms512m",
            "-Xmx512m",
            "-XX:+AlwaysPreTouch", // what a look allocates is not to be the first use of a page by the process
            "-XX:MaxDirectMemorySize=600m",
            "-XX:CompileCommand=quiet",
            "-XX:CompileCommand=dontinline," + BytePerPage.class.getName() + "::isDirty",
            "-XX:CompileCommand=dontinline," + BytePerPage.class.getName() + "::reset");

    @Override
    public List<Row> measure(Bench bench) throws IOException, InterruptedException {
        List<String> options = new ArrayList<>(JVM_OPTIONS);
        options.add(bench.agentOption("min=off"));
        Map<List<Object>, Row> rows = new LinkedHashMap<>();
        for (int fork = 0; fork < (bench.quick() ? 1 : FORKS); fork++) {
            for (Workload workload : Workload.values()) {
                for (Row row : run(bench, options, workload)) {
                    rows.merge(List.of(row.what(), row.parameters()), row, Row::and);
                }
            }
        }
        return List.copyOf(rows.values());
    }

    private static List<Row> run(Bench bench, List<String> options, Workload workload)
            throws IOException, InterruptedException {
        Gson gson = new Gson();
        return bench
                .fork(
                        ConditionsProgram.class,
                        options,
                        workload.name(),
                        String.valueOf(bench.quick() ? QUICK_PASSES : PASSES),
                        bench.scratch().toString())
                .stream()
                .map(line -> gson.fromJson(line, Row.class))
                .toList();
    }
}
