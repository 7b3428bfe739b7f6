package dev.tidemark.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.bench.report.Facts;
import dev.tidemark.bench.report.Row;
import dev.tidemark.bench.report.SectionResult;
import dev.tidemark.bench.report.Target;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TargetsTest {
    @Test
    void theWorstRowCounts() {
        SectionResult result = result(
                "barrier",
                barrier("randomLong", "HEAP", "NO_AGENT", 1, 1),
                barrier("randomLong", "HEAP", "THIS_TRACKED", 1.5, 1.5),
                barrier("randomLong", "DIRECT", "NO_AGENT", 2, 1),
                barrier("randomLong", "DIRECT", "THIS_TRACKED", 3, 3),
                barrier("sequentialLong", "DIRECT", "THIS_TRACKED", 100, 100));

        Target.Found found = find("tracked, random", result);

        assertEquals(2, found.value());
        assertEquals("worst of 2: randomLong direct, rounds 1.50–3.00", found.detail());
    }

    @Test
    void whatWasNotMeasuredIsNotFound() {
        for (Target target : Targets.ALL) {
            assertTrue(target.find().apply(result(target.section())).isEmpty(), target::what);
        }
    }

    @Test
    void aHarvestIsFoundInMicroseconds() {
        SectionResult result = result("scan", scan("HarvestBenchmark.apart", "SPARSE_1_PERCENT", 12_500));

        assertEquals(12.5, find("harvest of 1 %", result).value());
    }

    @Test
    void aWalkIsComparedWithABitSet() {
        SectionResult result =
                result("scan", scan("ScanBenchmark.walk", "HALF", 10), scan("ScanBenchmark.bitSet", "HALF", 25));

        assertEquals(2.5, find("the same, the lower half", result).value());
    }

    private static Target.Found find(String what, SectionResult result) {
        return Targets.ALL.stream()
                .filter(target -> target.what().startsWith(what))
                .findFirst()
                .flatMap(target -> target.find().apply(result))
                .orElseThrow();
    }

    private static Row barrier(String method, String kind, String condition, double first, double second) {
        return Row.of(
                "BarrierBenchmark." + method,
                Map.of("kind", kind, "condition", condition, "size", "65536"),
                "ns",
                List.of(first, second));
    }

    private static Row scan(String what, String pattern, double nanos) {
        return Row.of(what, Map.of("pattern", pattern), "ns", List.of(nanos));
    }

    private static SectionResult result(String section, Row... rows) {
        Facts facts = new Facts(17, "a JVM", "a processor", 2, 4, "a system");
        return new SectionResult(section, facts, "2026-11-01", true, 1, 0, List.of(), List.of(rows));
    }
}
