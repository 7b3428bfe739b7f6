package dev.tidemark.bench;

import static dev.tidemark.bench.report.Target.atLeast;
import static dev.tidemark.bench.report.Target.atMost;

import dev.tidemark.bench.report.Row;
import dev.tidemark.bench.report.SectionResult;
import dev.tidemark.bench.report.Target;
import dev.tidemark.bench.report.Target.Found;
import dev.tidemark.bench.report.Text;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

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
                    Targets::scaling));

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

    private static Predicate<Row> kind(String kind) {
        return row -> row.parameter("kind").equals(kind);
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
