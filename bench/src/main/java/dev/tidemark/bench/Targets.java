package dev.tidemark.bench;

import static dev.tidemark.bench.report.Target.atLeast;
import static dev.tidemark.bench.report.Target.atMost;

import dev.tidemark.bench.qemu.Check;
import dev.tidemark.bench.qemu.Workload;
import dev.tidemark.bench.report.Row;
import dev.tidemark.bench.report.SectionResult;
import dev.tidemark.bench.report.Target;
import dev.tidemark.bench.report.Target.Found;
import dev.tidemark.bench.report.Text;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What Tidemark must show: a line per target. Ratios compare forks of one run, medians of both sides. */
final class Targets {
    private static final String ONE_WRITER = "WritersBenchmark.one";
    private static final String TWO_WRITERS = "WritersBenchmark.two";

    /** All of them. */
    static final List<Target> ALL = List.of(
            atMost(
                    1.02,
                    "×",
                    "any barrier benchmark, agent present, nothing tracked",
                    "barrier",
                    slowest(row -> true, "NOTHING_TRACKED", "NO_AGENT")),
            atMost(
                    1.05,
                    "×",
                    "the same, another heap buffer tracked",
                    "barrier",
                    slowest(kind("HEAP"), "ANOTHER_TRACKED", "NO_AGENT")),
            atMost(
                    1.25,
                    "×",
                    "the same, another direct buffer tracked",
                    "barrier",
                    slowest(kind("DIRECT"), "ANOTHER_TRACKED", "NO_AGENT")),
            atMost(
                    1.8,
                    "×",
                    "tracked, random `putLong` (prize: ≤ 1.35×)",
                    "barrier",
                    slowest(method("randomLong"), "THIS_TRACKED", "NO_AGENT")),
            atMost(
                    7,
                    "×",
                    "tracked, sequential `putLong` (prize: ≤ 4×)",
                    "barrier",
                    slowest(method("sequentialLong"), "THIS_TRACKED", "NO_AGENT")),
            atMost(
                    1.1,
                    "×",
                    "tracked, bulk `put` of 4 KiB",
                    "barrier",
                    slowest(method("bulk4k"), "THIS_TRACKED", "NO_AGENT")),
            atMost(
                    1.2,
                    "×",
                    "64 regions tracked against 1",
                    "regions",
                    slowest(row -> row.what().startsWith("BarrierBenchmark."), "ONE_OF_64_TRACKED", "THIS_TRACKED")),
            atLeast(
                    0.9,
                    "×",
                    "two writer threads on different pages: scaling when tracked against scaling without the agent",
                    "writers",
                    Targets::scaling),
            atLeast(
                    200,
                    "×",
                    "condition 1, contiguous: best look, against a call per page",
                    "qemu",
                    best(Workload.CONTIGUOUS)),
            atLeast(132, "×", "condition 2, turns of 64 pages: best look", "qemu", best(Workload.TURNS_OF_64)),
            atLeast(200, "×", "condition 3, reads a file: best look", "qemu", best(Workload.READS_FILE)),
            atLeast(200, "×", "condition 4, writes a file: best look", "qemu", best(Workload.WRITES_FILE)),
            atLeast(
                    5,
                    "×",
                    "all conditions but turns of 1 page: worst look",
                    "qemu",
                    result -> worstLook(
                            result, Stream.of(Workload.values()).filter(workload -> workload != Workload.TURNS_OF_1))),
            atMost(1, " µs", "a look at a clean region of 512 MiB", "scan", micros("ScanBenchmark.runs", "CLEAN")),
            atMost(10, " µs", "a look at a clean region of 1 TiB", "scan", micros("TebibyteBenchmark.runs", "")),
            atMost(
                    15,
                    " µs",
                    "harvest of 1 % of the pages of 512 MiB, safepoint apart",
                    "scan",
                    micros("HarvestBenchmark.apart", "SPARSE_1_PERCENT")),
            atLeast(3, "×", "walk of the runs against a `BitSet`, 1 % dirty", "scan", faster("SPARSE_1_PERCENT")),
            atLeast(1, "×", "the same, the lower half dirty", "scan", faster("HALF")),
            atLeast(20, "×", "the same, clean", "scan", faster("CLEAN")),
            atLeast(20, "×", "the same, clean but for the last page", "scan", faster("LAST_PAGE")),
            atMost(
                    1.04,
                    "×",
                    "real guest, tracked against no agent",
                    "guest",
                    slowest(guest("Guest.load", "Guest.transaction"), "THIS_TRACKED", "NO_AGENT")),
            atMost(
                    1.04,
                    "×",
                    "the same, its first load, in which the JIT compiles it",
                    "guest",
                    slowest(guest("Guest.first load"), "THIS_TRACKED", "NO_AGENT")),
            atMost(150, " ms", "JVM start with the agent, added (asked of JDK 17)", "start", Targets::addedToStart));

    private Targets() {}

    /** The largest ratio between two conditions, over all rows that {@code which} accepts. */
    private static Function<SectionResult, Optional<Found>> slowest(
            Predicate<Row> which, String condition, String base) {
        return result -> {
            List<Pair> pairs = result.rows().stream()
                    .filter(row -> row.parameter("condition").equals(condition))
                    .filter(which)
                    .flatMap(row -> result.sibling(row, "condition", base).map(other -> new Pair(row, other)).stream())
                    .sorted(Comparator.comparing(Pair::ratio).reversed())
                    .toList();
            return pairs.stream().findFirst().map(worst -> new Found(worst.ratio(), worst.detail(pairs.size())));
        };
    }

    /**
     * The smallest ratio between the scaling of a tracked buffer and that of one without the agent, nobody harvesting. Scaling is
     * the time of a put by one thread against that by two.
     */
    private static Optional<Found> scaling(SectionResult result) {
        return result.rows().stream()
                .filter(row -> row.what().equals(ONE_WRITER))
                .filter(row -> row.parameter("condition").equals("THIS_TRACKED"))
                .filter(row -> row.parameter("harvestMillis").equals("0"))
                .flatMap(tracked -> scaling(result, tracked).stream())
                .min(Comparator.comparing(Found::value));
    }

    private static Optional<Found> scaling(SectionResult result, Row tracked) {
        Optional<Row> free = result.sibling(tracked, "condition", "NO_AGENT");
        Optional<Row> trackedTwo = result.row(TWO_WRITERS, tracked.parameters());
        Optional<Row> freeTwo = free.flatMap(row -> result.row(TWO_WRITERS, row.parameters()));
        if (freeTwo.isEmpty() || trackedTwo.isEmpty()) {
            return Optional.empty();
        }
        double ofTracked = tracked.ratioTo(trackedTwo.get());
        double ofFree = free.get().ratioTo(freeTwo.get());
        return Optional.of(new Found(
                ofTracked / ofFree,
                "worst of the kinds: " + tracked.parameter("kind").toLowerCase(Locale.ROOT) + ", "
                        + Text.ratio(ofTracked) + " against " + Text.ratio(ofFree)));
    }

    /** The best speed-up of a look over the whole run. */
    private static Function<SectionResult, Optional<Found>> best(Workload workload) {
        return result -> Check.of(result, Check.LOOK, workload).stream()
                .max(Comparator.comparing(Check::speedUp))
                .map(check -> new Found(check.speedUp(), check.text()));
    }

    private static Optional<Found> worstLook(SectionResult result, Stream<Workload> workloads) {
        return workloads
                .flatMap(workload -> Check.of(result, Check.LOOK, workload).stream())
                .min(Comparator.comparing(Check::speedUp))
                .map(check -> new Found(check.speedUp(), check.workload().title() + ", " + check.text()));
    }

    private static Function<SectionResult, Optional<Found>> micros(String what, String pattern) {
        return result -> row(result, what, pattern)
                .map(row -> new Found(row.value() / 1e3, "rounds " + Text.range(micros(row.forks()))));
    }

    /** How many times as fast as a walk of a {@link java.util.BitSet} a walk of the runs is. */
    private static Function<SectionResult, Optional<Found>> faster(String pattern) {
        return result -> row(result, "ScanBenchmark.bitSet", pattern)
                .flatMap(bitSet -> row(result, "ScanBenchmark.walk", pattern)
                        .map(walk -> new Found(
                                bitSet.ratioTo(walk),
                                Text.nanos(bitSet.value()) + " against " + Text.nanos(walk.value()) + ", rounds "
                                        + Text.range(bitSet.ratiosTo(walk)))));
    }

    private static Optional<Row> row(SectionResult result, String what, String pattern) {
        return result.rows().stream()
                .filter(row ->
                        row.what().equals(what) && row.parameter("pattern").equals(pattern))
                .findFirst();
    }

    private static List<Double> micros(List<Double> nanos) {
        return nanos.stream().map(value -> value / 1e3).toList();
    }

    /** Wall clock from fork to exit of a program that prints a line: median with the agent less median without. */
    private static Optional<Found> addedToStart(SectionResult result) {
        return result.row("Start.Hello", Map.of("clock", "wall", "condition", "AGENT"))
                .flatMap(with -> result.sibling(with, "condition", "NO_AGENT")
                        .map(without -> new Found(
                                with.value() - without.value(),
                                "medians of " + with.rounds().size() + " rounds: " + Text.digits(without.value())
                                        + " ms without, " + Text.digits(with.value()) + " ms with the agent")));
    }

    private static Predicate<Row> kind(String kind) {
        return row -> row.parameter("kind").equals(kind);
    }

    /** Wall clock of what the guest does. */
    private static Predicate<Row> guest(String... what) {
        return row ->
                List.of(what).contains(row.what()) && row.parameter("clock").equals("wall");
    }

    private static Predicate<Row> method(String method) {
        return row -> row.what().equals("BarrierBenchmark." + method);
    }

    /** A measurement and what it is compared with. */
    private record Pair(Row row, Row base) {
        double ratio() {
            return row.ratioTo(base);
        }

        /** Which one of how many, and the smallest and largest ratio of a round. */
        String detail(int of) {
            String name = row.what().substring(row.what().indexOf('.') + 1) + " "
                    + row.parameter("kind").toLowerCase(Locale.ROOT);
            return "worst of " + of + ": " + name.strip() + ", rounds " + Text.range(row.ratiosTo(base));
        }
    }
}
