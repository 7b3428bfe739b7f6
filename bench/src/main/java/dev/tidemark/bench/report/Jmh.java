package dev.tidemark.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.RunResult;

/**
 * A measurement that is a JMH run.
 *
 * @param full arguments of benchmarks.jar, separated by spaces
 * @param quick arguments of the quick run
 */
public record Jmh(String full, String quick) implements Measurement {
    @Override
    public List<Row> measure(Bench bench) throws Exception {
        List<String> arguments = new ArrayList<>(List.of((bench.quick() ? quick : full).split(" ")));
        arguments.addAll(List.of("-jvm", bench.java().toString()));
        return rows(bench.jmh().run(arguments.toArray(String[]::new)).stream());
    }

    /** JMH's results as rows. */
    public static List<Row> rows(Stream<RunResult> results) {
        return results.map(Jmh::row).toList();
    }

    /** One line for the reader: which JVM, and how it was measured. */
    public static String origin(RunResult result) {
        BenchmarkParams params = result.getParams();
        return params.getVmName() + " " + params.getVmVersion() + ", "
                + result.getBenchmarkResults().size() + " rounds of "
                + params.getWarmup().getCount() + " × " + params.getWarmup().getTime() + " warm-up and "
                + params.getMeasurement().getCount() + " × "
                + params.getMeasurement().getTime() + " measured.";
    }

    private static Row row(RunResult result) {
        BenchmarkParams params = result.getParams();
        TreeMap<String, String> parameters = new TreeMap<>();
        params.getParamsKeys().forEach(key -> parameters.put(key, params.getParam(key)));
        String[] names = params.getBenchmark().split("\\.");
        List<List<Double>> rounds = result.getBenchmarkResults().stream()
                .map(round -> round.getIterationResults().stream()
                        .map(iteration -> iteration.getPrimaryResult().getScore())
                        .toList())
                .toList();
        String unit = result.getPrimaryResult().getScoreUnit().replace("/op", "");
        return new Row(names[names.length - 2] + "." + names[names.length - 1], parameters, unit, rounds);
    }
}
