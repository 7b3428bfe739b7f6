package dev.tidemark.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.RunResult;

/** Prints results as the tables of docs/BENCHMARKS.md: one per benchmark class, one parameter across, the others down. */
final class MarkdownReport {
    /** Parameters whose values are columns. A benchmark has at most one of them. */
    private static final List<String> ACROSS = List.of("condition", "pattern", "busyThreads");

    private MarkdownReport() {}

    static void write(PrintStream out, List<RunResult> results) throws IOException {
        BenchmarkParams first = results.get(0).getParams();
        out.println(first.getVmName() + " " + first.getVmVersion() + ", "
                + Runtime.getRuntime().availableProcessors() + " cores (" + processor() + "), " + LocalDate.now() + ". "
                + results.get(0).getBenchmarkResults().size() + " rounds of "
                + first.getWarmup().getCount() + " × " + first.getWarmup().getTime() + " warm-up and "
                + first.getMeasurement().getCount() + " × "
                + first.getMeasurement().getTime() + " measured.");
        Map<String, List<RunResult>> byClass = results.stream()
                .collect(Collectors.groupingBy(result -> names(result)[0], LinkedHashMap::new, Collectors.toList()));
        byClass.forEach((name, table) -> writeTable(out, name, table));
    }

    private static void writeTable(PrintStream out, String name, List<RunResult> results) {
        String across = ACROSS.stream()
                .filter(results.get(0).getParams().getParamsKeys()::contains)
                .findFirst()
                .orElse("");
        Map<String, Map<String, Cell>> rows = new TreeMap<>();
        List<String> columns = new ArrayList<>();
        for (RunResult result : results) {
            String column = value(result, across);
            if (!columns.contains(column)) {
                columns.add(column);
            }
            rows.computeIfAbsent(row(result, across), row -> new LinkedHashMap<>())
                    .put(column, Cell.of(result, across.equals("condition")));
        }
        out.println();
        line(out, Stream.concat(Stream.of(name), columns.stream().map(column -> title(across, column))));
        line(out, Stream.concat(Stream.of("---"), columns.stream().map(column -> "---:")));
        rows.forEach((row, cells) -> {
            Cell base = cells.get(Condition.NO_AGENT.name());
            line(out, Stream.concat(Stream.of(row), columns.stream().map(column -> text(cells.get(column), base))));
        });
    }

    private static String text(Cell cell, Cell base) {
        return cell == null ? "" : base == null || cell == base ? cell.text() : cell.textWithRatio(base);
    }

    private static String title(String across, String column) {
        return switch (across) {
            case "condition" -> Condition.valueOf(column).title();
            case "busyThreads" -> column + " busy threads";
            default -> column.toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
        };
    }

    /** The method and the parameters that are not across. */
    private static String row(RunResult result, String across) {
        BenchmarkParams params = result.getParams();
        String rest = params.getParamsKeys().stream()
                .filter(key -> !key.equals(across))
                .map(key -> key.equals("size") ? size(params.getParam(key)) : params.getParam(key))
                .map(value -> value.toLowerCase(java.util.Locale.ROOT))
                .collect(Collectors.joining(", "));
        return names(result)[1] + (rest.isEmpty() ? "" : ", " + rest);
    }

    private static String size(String bytes) {
        long kib = Long.parseLong(bytes) >> 10;
        return kib < 1024 ? kib + " KiB" : (kib >> 10) + " MiB";
    }

    private static String value(RunResult result, String parameter) {
        return parameter.isEmpty() ? "time" : result.getParams().getParam(parameter);
    }

    /** Simple name of the class, and the method. */
    private static String[] names(RunResult result) {
        String[] parts = result.getParams().getBenchmark().split("\\.");
        return new String[] {parts[parts.length - 2], parts[parts.length - 1]};
    }

    private static void line(PrintStream out, Stream<String> cells) {
        out.println(cells.collect(Collectors.joining(" | ", "| ", " |")));
    }

    private static String processor() throws IOException {
        Path info = Path.of("/proc/cpuinfo");
        if (!Files.isReadable(info)) {
            return System.getProperty("os.arch");
        }
        try (Stream<String> lines = Files.lines(info)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        }
    }
}
