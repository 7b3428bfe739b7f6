package dev.tidemark.bench;

import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.RunResult;

/**
 * One measured value: nanoseconds per operation, a value per round.
 *
 * <p>Where conditions are compared, the fastest iteration counts: the loops do the same work every time, so what else runs
 * on the machine makes iterations slow and none fast, and the differences looked for are smaller than that. The fastest errs
 * towards small numbers, for all conditions alike. Elsewhere the median counts, because there the slow ones are part of it:
 * a safepoint waits for the threads there are.
 *
 * @param rounds a value per round
 * @param fastest whether the fastest counts, else the median
 */
record Cell(List<Double> rounds, boolean fastest) {
    static Cell of(RunResult result, boolean fastest) {
        List<Double> rounds = result.getBenchmarkResults().stream()
                .map(round -> choose(iterations(round), fastest))
                .toList();
        return new Cell(rounds, fastest);
    }

    /** The fastest or the median round. */
    double nanos() {
        return choose(rounds, fastest);
    }

    /** By how much this is slower than {@code base}. */
    double ratioTo(Cell base) {
        return nanos() / base.nanos();
    }

    /** The nanoseconds, with three digits that count. */
    String text() {
        double nanos = nanos();
        return nanos < 1_000
                ? digits(nanos) + " ns"
                : nanos < 1e6 ? digits(nanos / 1e3) + " µs" : digits(nanos / 1e6) + " ms";
    }

    /** The nanoseconds and the ratio, with the smallest and largest ratio of a round: how far the rounds disagree. */
    String textWithRatio(Cell base) {
        List<Double> quotients = quotients(base);
        String range = quotients.size() < 2
                ? ""
                : String.format(
                        Locale.ROOT,
                        " (%.2f–%.2f)",
                        min(quotients),
                        quotients.stream().mapToDouble(q -> q).max().orElseThrow());
        return text() + String.format(Locale.ROOT, ", **%.2f×**", ratioTo(base)) + range;
    }

    private static double choose(List<Double> values, boolean fastest) {
        return fastest ? min(values) : median(values);
    }

    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    private List<Double> quotients(Cell base) {
        int count = Math.min(rounds.size(), base.rounds.size());
        return java.util.stream.IntStream.range(0, count)
                .mapToObj(round -> rounds.get(round) / base.rounds.get(round))
                .toList();
    }

    private static double min(List<Double> values) {
        return values.stream().mapToDouble(value -> value).min().orElseThrow();
    }

    private static List<Double> iterations(BenchmarkResult round) {
        return round.getIterationResults().stream()
                .map(iteration -> iteration.getPrimaryResult().getScore())
                .toList();
    }

    private static String digits(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value);
    }
}
