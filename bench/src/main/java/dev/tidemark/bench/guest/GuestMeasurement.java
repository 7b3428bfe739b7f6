package dev.tidemark.bench.guest;

import dev.tidemark.bench.report.Bench;
import dev.tidemark.bench.report.Measurement;
import dev.tidemark.bench.report.Row;
import dev.tidemark.sample.guest.MemoryKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Runs the guest on the heap and in direct memory under three conditions. A round is one fork of each; odd rounds run backwards, and
 * nothing else runs between the forks that are compared.
 */
public final class GuestMeasurement implements Measurement {
    /** Fixed, so that the collector does not resize the heap in the middle. */
    private static final List<String> HEAP = List.of("-Xms512m", "-Xmx512m");

    private static final String NO_AGENT = "NO_AGENT";
    private static final String TRACKED = "THIS_TRACKED";
    private static final List<String> CONDITIONS = List.of(NO_AGENT, "NOTHING_TRACKED", TRACKED);

    private final int fullRounds;
    private final int quickRounds;

    /** @param fullRounds forks of each kind and condition in a full run */
    public GuestMeasurement(int fullRounds, int quickRounds) {
        this.fullRounds = fullRounds;
        this.quickRounds = quickRounds;
    }

    @Override
    public List<Row> measure(Bench bench) throws IOException, InterruptedException {
        Map<Map<String, String>, List<List<Double>>> loads = new LinkedHashMap<>();
        Map<Map<String, String>, List<List<Double>>> transactions = new LinkedHashMap<>();
        int rounds = bench.quick() ? quickRounds : fullRounds;
        for (MemoryKind kind : List.of(MemoryKind.HEAP, MemoryKind.DIRECT)) {
            for (String condition : CONDITIONS) { // rows stand in this order
                loads.put(parameters(kind, condition), new ArrayList<>());
                transactions.put(parameters(kind, condition), new ArrayList<>());
            }
            for (int round = 0; round < rounds; round++) {
                for (int i = 0; i < CONDITIONS.size(); i++) {
                    String condition = CONDITIONS.get(round % 2 == 0 ? i : CONDITIONS.size() - 1 - i);
                    List<String> lines = run(bench, kind, condition);
                    loads.get(parameters(kind, condition)).add(values(lines, "load"));
                    transactions.get(parameters(kind, condition)).add(values(lines, "transaction"));
                }
            }
        }
        List<Row> rows = new ArrayList<>();
        loads.forEach((parameters, values) -> rows.add(row("Guest.load", parameters, values)));
        transactions.forEach((parameters, values) -> rows.add(row("Guest.transaction", parameters, values)));
        return rows;
    }

    private static List<String> run(Bench bench, MemoryKind kind, String condition)
            throws IOException, InterruptedException {
        List<String> options = new ArrayList<>(HEAP);
        if (!condition.equals(NO_AGENT)) {
            options.add(bench.agentOption("min=off"));
        }
        String accounts = bench.quick() ? "20000" : "50000";
        String batches = bench.quick() ? "8" : "20";
        String tracked = String.valueOf(condition.equals(TRACKED));
        return bench.fork(GuestProgram.class, options, kind.name(), accounts, batches, tracked);
    }

    private static Map<String, String> parameters(MemoryKind kind, String condition) {
        return Map.of("kind", kind.name(), "condition", condition);
    }

    private static List<Double> values(List<String> lines, String what) {
        return lines.stream()
                .filter(line -> line.startsWith(what + " "))
                .map(line -> Double.valueOf(line.substring(what.length() + 1)))
                .toList();
    }

    private static Row row(String what, Map<String, String> parameters, List<List<Double>> rounds) {
        return new Row(what, new TreeMap<>(parameters), "ns", rounds);
    }
}
