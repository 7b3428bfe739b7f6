package dev.tidemark.bench.guest;

import dev.tidemark.bench.report.Bench;
import dev.tidemark.bench.report.Dialogue;
import dev.tidemark.bench.report.Measurement;
import dev.tidemark.bench.report.Row;
import dev.tidemark.sample.guest.MemoryKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Runs the guest on the heap and in direct memory under three conditions. A round is a JVM for each condition, side by side, which
 * work batch by batch in turn, backwards every second time. First they warm up: a machine of this size keeps the compilers busy for
 * a long time, and for different times.
 */
public final class GuestMeasurement implements Measurement {
    /** What the guest does, and how much of it in a batch: some tens of milliseconds. */
    private static final Map<String, Integer> BATCHES = new LinkedHashMap<>();

    static {
        BATCHES.put("load", 1_000);
        BATCHES.put("transaction", 100);
    }

    /** Fixed, so that the collector does not resize the heap in the middle. */
    private static final List<String> HEAP = List.of("-Xms512m", "-Xmx512m");

    private static final String NO_AGENT = "NO_AGENT";
    private static final String TRACKED = "THIS_TRACKED";
    private static final List<String> CONDITIONS = List.of(NO_AGENT, "NOTHING_TRACKED", TRACKED);

    private final Size full;
    private final Size quick;

    /** What a run is made of. */
    public GuestMeasurement(Size full, Size quick) {
        this.full = full;
        this.quick = quick;
    }

    @Override
    public List<Row> measure(Bench bench) throws IOException, InterruptedException {
        Size size = bench.quick() ? quick : full;
        Map<Map<String, String>, List<List<Double>>> values = new LinkedHashMap<>();
        for (MemoryKind kind : List.of(MemoryKind.HEAP, MemoryKind.DIRECT)) {
            for (int round = 0; round < size.rounds(); round++) {
                Map<Map<String, String>, List<Double>> ofRound = new LinkedHashMap<>();
                round(bench, kind, size, inTurn(round), ofRound);
                ofRound.forEach((parameters, batches) -> values.computeIfAbsent(parameters, each -> new ArrayList<>())
                        .add(batches));
            }
        }
        List<Row> rows = new ArrayList<>();
        values.forEach((parameters, rounds) -> rows.add(row(parameters, rounds)));
        rows.sort((one, other) ->
                CONDITIONS.indexOf(one.parameter("condition")) - CONDITIONS.indexOf(other.parameter("condition")));
        return rows;
    }

    private static void round(
            Bench bench,
            MemoryKind kind,
            Size size,
            List<String> conditions,
            Map<Map<String, String>, List<Double>> values)
            throws IOException, InterruptedException {
        Map<String, Dialogue> guests = new LinkedHashMap<>();
        try {
            for (String condition : conditions) {
                Dialogue guest = start(bench, kind, size, condition);
                guests.put(condition, guest);
                keep(guest.listen(), "first load", kind, condition, values);
            }
            for (int batch = -size.warmUp(); batch < size.batches(); batch++) {
                for (String what : BATCHES.keySet()) {
                    for (String condition : batch % 2 == 0 ? conditions : backwards(conditions)) {
                        String answer = guests.get(condition).ask(what + " " + BATCHES.get(what));
                        if (batch >= 0) {
                            keep(answer, what, kind, condition, values);
                        }
                    }
                }
            }
            for (Dialogue guest : guests.values()) {
                guest.end();
            }
        } finally {
            for (Dialogue guest : guests.values()) {
                guest.close();
            }
        }
    }

    private static Dialogue start(Bench bench, MemoryKind kind, Size size, String condition) throws IOException {
        List<String> options = new ArrayList<>(HEAP);
        if (!condition.equals(NO_AGENT)) {
            options.add(bench.agentOption("min=off"));
        }
        String tracked = String.valueOf(condition.equals(TRACKED));
        return bench.talk(GuestProgram.class, options, kind.name(), String.valueOf(size.accounts()), tracked);
    }

    private static void keep(
            String answer,
            String what,
            MemoryKind kind,
            String condition,
            Map<Map<String, String>, List<Double>> values) {
        String[] nanos = answer.split(" ");
        String[] clocks = {"wall", "cpu"};
        for (int i = 0; i < clocks.length; i++) {
            Map<String, String> parameters =
                    Map.of("what", what, "kind", kind.name(), "condition", condition, "clock", clocks[i]);
            values.computeIfAbsent(parameters, each -> new ArrayList<>()).add(Double.valueOf(nanos[i]));
        }
    }

    private static Row row(Map<String, String> measured, List<List<Double>> rounds) {
        Map<String, String> parameters = new TreeMap<>(measured);
        return new Row("Guest." + parameters.remove("what"), new TreeMap<>(parameters), "ns", rounds);
    }

    private static List<String> inTurn(int round) {
        return round % 2 == 0 ? CONDITIONS : backwards(CONDITIONS);
    }

    private static List<String> backwards(List<String> conditions) {
        List<String> backwards = new ArrayList<>(conditions);
        Collections.reverse(backwards);
        return backwards;
    }

    /**
     * How much is measured.
     *
     * @param rounds of each kind of memory
     * @param accounts that each guest loads first
     * @param warmUp batches that do not count
     * @param batches that count
     */
    public record Size(int rounds, int accounts, int warmUp, int batches) {}
}
