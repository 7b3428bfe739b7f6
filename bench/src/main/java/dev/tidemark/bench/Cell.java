package dev.tidemark.bench;

import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.RunResult;

/**
 * One measured value: nanoseconds per operation, a value per round. Medians, because what else runs on the machine makes
 * some iterations slow and none fast.
 *
 * @param rounds the median iteration of each round
 */
record Cell(List<Double> rounds) {
    static Cell of(RunResult result) {
        return new Cell(
                result.getBenchmarkResults().stream().map(Cell::medianOf).toList());
    }

    /** The median round. */
    double nanos() {
        return median(rounds);
    }

    /** By how much this is slower than {@code base}, compared round by round: the median of the rounds' quotients. */
    double ratioTo(Cell base) {
        return median(quotients(base));
    }

    /** The nanoseconds, with three digits that count. */
    String text() {
        double nanos = nanos();
        return nanos < 1_000
                ? digits(nanos) + " ns"
                : nanos < 1e6 ? digits(nanos / 1e3) + " µs" : digits(nanos / 1e6) + " ms";
    }

    /** The nanoseconds, and the ratio with the smallest and largest of a round. */
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

    private static Double medianOf(BenchmarkResult fork) {
        return median(fork.getIterationResults().stream()
                .map(iteration -> iteration.getPrimaryResult().getScore())
                .toList());
    }

    private static String digits(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value);
    }
}
