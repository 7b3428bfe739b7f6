package dev.tidemark.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.knowm.xchart.CategoryChart;

/** Shows rows of JMH benchmarks: a table per class and JDK, one parameter across, the others down. */
public final class JmhTables implements View {
    /** Parameters whose values are columns. A benchmark has at most one of them. */
    private static final List<String> ACROSS = List.of("condition", "pattern", "busyThreads");

    /** The condition that the others are compared with. */
    private static final String BASE = "NO_AGENT";

    @Override
    public void show(List<SectionResult> results, Page page) {
        for (SectionResult result : results) {
            page.text("**JDK " + result.facts().java() + ".** " + result.origin());
            byClass(result.rows()).forEach((name, table) -> {
                table(name, table, page);
                if (!across(table).isEmpty()) {
                    page.picture(picture(result, name, table));
                }
            });
        }
    }

    /** The tables alone. */
    public static void tables(List<Row> rows, Page page) {
        byClass(rows).forEach((name, table) -> table(name, table, page));
    }

    private static Map<String, List<Row>> byClass(List<Row> rows) {
        return rows.stream()
                .collect(Collectors.groupingBy(row -> names(row)[0], LinkedHashMap::new, Collectors.toList()));
    }

    /** The parameter whose values are columns; empty if there is none. */
    private static String across(List<Row> table) {
        return ACROSS.stream()
                .filter(table.get(0).parameters()::containsKey)
                .findFirst()
                .orElse("");
    }

    private static void table(String name, List<Row> measured, Page page) {
        String across = across(measured);
        Map<String, Map<String, Row>> lines = new TreeMap<>();
        List<String> columns = new ArrayList<>();
        for (Row row : measured) {
            String column = across.isEmpty() ? "time" : row.parameter(across);
            if (!columns.contains(column)) {
                columns.add(column);
            }
            lines.computeIfAbsent(line(row, across), line -> new LinkedHashMap<>())
                    .put(column, row);
        }
        List<List<String>> table = new ArrayList<>();
        lines.forEach((line, cells) -> table.add(
                Stream.concat(Stream.of(line), columns.stream().map(column -> cell(cells.get(column), cells.get(BASE))))
                        .toList()));
        page.table(
                Stream.concat(Stream.of(name), columns.stream().map(column -> title(across, column)))
                        .toList(),
                table);
    }

    /** Conditions as ratios to {@link #BASE}, a group of bars per line; else times, points above each column. */
    private static Picture picture(SectionResult result, String name, List<Row> measured) {
        String across = across(measured);
        boolean ratios = across.equals("condition");
        int java = result.facts().java();
        String title = name + ", JDK " + java;
        CategoryChart chart = ratios
                ? Charts.bars(title, "times as slow as without the agent")
                : Charts.points(title, measured.get(0).unit() + " per operation");
        Map<String, Map<String, Double>> series = new LinkedHashMap<>();
        for (Row row : measured) {
            String column = title(across, row.parameter(across));
            String line = line(row, across);
            if (!ratios) {
                series.computeIfAbsent(line, key -> new LinkedHashMap<>()).put(column, row.value());
            } else if (!row.parameter(across).equals(BASE)) {
                result.sibling(row, across, BASE)
                        .ifPresent(base -> series.computeIfAbsent(column, key -> new LinkedHashMap<>())
                                .put(line, row.ratioTo(base)));
            }
        }
        Set<String> categories = new LinkedHashSet<>();
        series.values().forEach(values -> categories.addAll(values.keySet()));
        series.forEach((label, values) -> chart.addSeries(
                label,
                List.copyOf(categories),
                categories.stream().map(values::get).toList()));
        String file = name.replace("Benchmark", "").toLowerCase(Locale.ROOT) + "-" + java;
        return new Picture(file.startsWith(result.section()) ? file : result.section() + "-" + file, chart);
    }

    private static String cell(Row row, Row base) {
        if (row == null) {
            return "";
        }
        String value = Text.value(row.value(), row.unit());
        return base == null || row == base ? value : value + ", " + Text.ratioOf(row, base);
    }

    private static String title(String across, String column) {
        String words = column.toLowerCase(Locale.ROOT).replace('_', ' ');
        return across.equals("busyThreads") ? words + " busy threads" : words;
    }

    /** The method and the parameters that are not across. */
    private static String line(Row row, String across) {
        String rest = row.without(across).entrySet().stream()
                .map(entry -> entry.getKey().equals("size")
                        ? Text.bytes(Long.parseLong(entry.getValue()))
                        : entry.getValue().toLowerCase(Locale.ROOT).replace('_', ' '))
                .collect(Collectors.joining(", "));
        return names(row)[1] + (rest.isEmpty() ? "" : ", " + rest);
    }

    private static String[] names(Row row) {
        return row.what().split("\\.");
    }
}
