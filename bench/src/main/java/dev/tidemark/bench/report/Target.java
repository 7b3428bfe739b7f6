package dev.tidemark.bench.report;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * One line of what Tidemark must show.
 *
 * @param what for the reader
 * @param section where it is measured
 * @param limit the value to meet
 * @param most whether {@code limit} is the largest value that meets it, else the smallest
 * @param unit written behind the value: {@code ×}, {@code µs}, {@code ms}
 * @param find the value that counts; empty if it was not measured
 */
public record Target(
        String what,
        String section,
        double limit,
        boolean most,
        String unit,
        Function<SectionResult, Optional<Found>> find) {

    /**
     * What was found.
     *
     * @param value to compare with the limit
     * @param detail which measurement that was, and how far its rounds disagree; may be empty
     */
    public record Found(double value, String detail) {}

    /** A target that is met by {@code limit} or less. */
    public static Target atMost(
            double limit, String unit, String what, String section, Function<SectionResult, Optional<Found>> find) {
        return new Target(what, section, limit, true, unit, find);
    }

    /** A target that is met by {@code limit} or more. */
    public static Target atLeast(
            double limit, String unit, String what, String section, Function<SectionResult, Optional<Found>> find) {
        return new Target(what, section, limit, false, unit, find);
    }

    /** {@code ≤ 1.8×}. */
    String bound() {
        return (most ? "≤ " : "≥ ") + number(limit) + unit;
    }

    boolean isMetBy(double value) {
        return most ? value <= limit : value >= limit;
    }

    /** {@code met} or {@code falls short by 0.25×}. */
    String verdict(double value) {
        return isMetBy(value) ? "met" : "**falls short by " + Text.digits(Math.abs(value - limit)) + unit + "**";
    }

    private static String number(double value) {
        return value == Math.rint(value) ? String.format(Locale.ROOT, "%.0f", value) : String.valueOf(value);
    }
}
