package dev.tidemark.bench.qemu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.bench.report.Facts;
import dev.tidemark.bench.report.Page;
import dev.tidemark.bench.report.Row;
import dev.tidemark.bench.report.SectionResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CheckTest {
    private final List<Row> rows = new ArrayList<>();

    @Test
    void checksOfARunAreInItsOrderAndPairEachWay() {
        add(Check.LOOK, Workload.TURNS_OF_8, 1, Check.Kind.FIRST, 300, 4, 2);
        add(Check.LOOK, Workload.TURNS_OF_8, 0, Check.Kind.AGAIN, 300, 4, 1);
        add(Check.LOOK, Workload.TURNS_OF_8, 0, Check.Kind.FIRST, 300, 4, 30);
        add(Check.HARVEST, Workload.TURNS_OF_8, 0, Check.Kind.FIRST, 300, 4, 100);
        add(Check.LOOK, Workload.CONTIGUOUS, 0, Check.Kind.FIRST, 300, 4, 3);

        List<Check> looks = Check.of(result(), Check.LOOK, Workload.TURNS_OF_8);

        assertEquals(
                List.of(10.0, 300.0, 150.0), looks.stream().map(Check::speedUp).toList());
        assertEquals(
                List.of(4 / 30.0, 4.0, 2.0),
                looks.stream().map(Check::speedUpOfLoop).toList());
    }

    @Test
    void theViewShowsTheSmallestAndTheLargestSpeedUpOfEachRun() {
        for (Workload workload : Workload.values()) {
            add(Check.LOOK, workload, 0, Check.Kind.FIRST, 300_000, 5_000, 20_000);
            add(Check.LOOK, workload, 0, Check.Kind.MIGRATED, 300_000, 5_000, 1_000);
            add(Check.HARVEST, workload, 0, Check.Kind.FIRST, 300_000, 5_000, 50_000);
        }
        Page page = new Page();

        new ConditionsView().show(List.of(result()), page);

        assertTrue(
                page.markdown()
                        .contains(
                                "| 3. reads a file of 1 GiB | 5–132× | 15.0–300× | 15.0–15.0× | 0.25–5.00× | 6.00–6.00× |"
                                        + " 0.10–0.10× |"),
                page.markdown());
        assertTrue(
                page.markdown()
                        .contains("| 3. reads a file of 1 GiB | 300 µs–300 µs | 5.00 µs–5.00 µs | 1.00 µs–20.0 µs |"
                                + " 50.0 µs–50.0 µs |"),
                page.markdown());
        assertTrue(page.markdown().contains("](bench/qemu-17.svg)"), page.markdown());
    }

    private void add(
            String what, Workload workload, int step, Check.Kind check, double call, double loop, double tidemark) {
        double[] nanos = {call, loop, tidemark};
        for (Way way : Way.values()) {
            Map<String, String> parameters = Map.of(
                    "workload",
                    workload.name(),
                    "step",
                    "" + step,
                    "check",
                    check.name(),
                    "pages",
                    check == Check.Kind.MIGRATED ? "0" : "8",
                    "runs",
                    "1",
                    "way",
                    way.name());
            rows.add(Row.of(what, parameters, "ns", List.of(nanos[way.ordinal()])));
        }
    }

    private SectionResult result() {
        Facts facts = new Facts(17, "a JVM", "a processor", 2, 4, "a system");
        return new SectionResult("qemu", facts, "2026-11-01", true, 1, 0, List.of(), rows);
    }
}
