package dev.tidemark.bench.report;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** How numbers are written. */
public final class Text {
    private Text() {}

    /** Nanoseconds with three digits that count, in the unit that suits them. */
    public static String nanos(double nanos) {
        return nanos < 1_000
                ? digits(nanos) + " ns"
                : nanos < 1e6
                        ? digits(nanos / 1e3) + " µs"
                        : nanos < 1e9 ? digits(nanos / 1e6) + " ms" : digits(nanos / 1e9) + " s";
    }

    /** A value in its unit; nanoseconds in the unit that suits them. */
    public static String value(double value, String unit) {
        return unit.equals("ns") ? nanos(value) : digits(value) + " " + unit;
    }

    /** A ratio: {@code 1.02×}. */
    public static String ratio(double ratio) {
        return ratio < 10 ? String.format(Locale.ROOT, "%.2f×", ratio) : digits(ratio) + "×";
    }

    /** A ratio in bold, and the smallest and largest of the rounds where there is more than one. */
    public static String ratioOf(Row row, Row base) {
        List<Double> rounds = row.ratiosTo(base);
        return "**" + ratio(row.ratioTo(base)) + "**" + (rounds.size() < 2 ? "" : " (" + range(rounds) + ")");
    }

    /** The smallest and the largest: {@code 0.98–1.10}. */
    public static String range(List<Double> values) {
        return plain(values.stream().min(Comparator.naturalOrder()).orElseThrow()) + "–"
                + plain(values.stream().max(Comparator.naturalOrder()).orElseThrow());
    }

    /** Three digits that count, without a unit. */
    public static String digits(double value) {
        return String.format(
                Locale.ROOT, value < 1 ? "%.3f" : value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value);
    }

    /** Bytes as a whole number of the largest unit that divides them: {@code 64 KiB}. */
    public static String bytes(long bytes) {
        String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
        int unit = 0;
        while (unit < units.length - 1 && bytes >= 1024 && bytes % 1024 == 0) {
            bytes /= 1024;
            unit++;
        }
        return bytes + " " + units[unit];
    }

    private static String plain(double ratio) {
        return ratio < 10 ? String.format(Locale.ROOT, "%.2f", ratio) : digits(ratio);
    }
}
