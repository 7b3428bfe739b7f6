package dev.tidemark.bench.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One measured thing under one set of parameters: a value per iteration of each round. A round is one fork of everything that is
 * compared, so round <i>n</i> of one row stands beside round <i>n</i> of another.
 *
 * <p>The value of a fork is the median of its iterations, that of a row the median of its forks.
 *
 * @param what what was measured; for JMH the class and the method, {@code BarrierBenchmark.randomLong}
 * @param parameters name to value, sorted by name
 * @param unit of the values, per operation: {@code ns}, {@code ms}, {@code bytes}, …
 * @param rounds the iterations of each round, five digits each; neither is empty
 */
public record Row(String what, SortedMap<String, String> parameters, String unit, List<List<Double>> rounds) {
    private static final MathContext FIVE_DIGITS = new MathContext(5);

    /** Checks that there is something in it. */
    public Row {
        parameters = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
        rounds = rounds.stream()
                .map(round -> round.stream().map(Row::fiveDigits).toList())
                .toList();
        if (rounds.isEmpty() || rounds.stream().anyMatch(List::isEmpty)) {
            throw new IllegalArgumentException("nothing was measured: " + what + " " + parameters);
        }
    }

    /** A row with a value per round. */
    public static Row of(String what, Map<String, String> parameters, String unit, List<Double> values) {
        return new Row(
                what,
                new TreeMap<>(parameters),
                unit,
                values.stream().map(List::of).toList());
    }

    /** The same row with the rounds of {@code more} behind its own. */
    public Row and(Row more) {
        return new Row(
                what,
                parameters,
                unit,
                Stream.concat(rounds.stream(), more.rounds.stream()).toList());
    }

    /** A parameter's value; empty if there is no such parameter. */
    public String parameter(String name) {
        return parameters.getOrDefault(name, "");
    }

    /** The parameters but one, which is how rows that differ in that one alone are found. */
    public Map<String, String> without(String name) {
        SortedMap<String, String> rest = new TreeMap<>(parameters);
        rest.remove(name);
        return rest;
    }

    /** A value per round. */
    public List<Double> forks() {
        return rounds.stream().map(Row::median).toList();
    }

    /** The median fork. */
    public double value() {
        return median(forks());
    }

    /** The smallest value of all iterations: what no disturbance made larger. */
    public double smallest() {
        return rounds.stream()
                .flatMap(List::stream)
                .mapToDouble(value -> value)
                .min()
                .orElseThrow();
    }

    /** This against {@code base}, both as medians of their forks. */
    public double ratioTo(Row base) {
        return value() / base.value();
    }

    /** This against {@code base} in each round that both have: how far the rounds disagree. */
    public List<Double> ratiosTo(Row base) {
        List<Double> mine = forks();
        List<Double> theirs = base.forks();
        return IntStream.range(0, Math.min(mine.size(), theirs.size()))
                .mapToObj(round -> mine.get(round) / theirs.get(round))
                .toList();
    }

    /** The middle value, or the mean of the two in the middle. */
    public static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    private static double fiveDigits(double value) {
        return Double.isFinite(value) ? new BigDecimal(value).round(FIVE_DIGITS).doubleValue() : value;
    }
}
