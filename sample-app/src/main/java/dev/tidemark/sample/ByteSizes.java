package dev.tidemark.sample;

import java.util.Locale;

/** Byte sizes as users write them: {@code 64}, {@code 4k}, {@code 32m}, {@code 1g}. */
final class ByteSizes {
    private static final String UNITS = "kmg";

    private ByteSizes() {}

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException if it is none; the message says how to write one
     */
    static long parse(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        int unit = lower.isEmpty() ? -1 : UNITS.indexOf(lower.charAt(lower.length() - 1));
        String digits = unit < 0 ? lower : lower.substring(0, lower.length() - 1);
        try {
            return Math.multiplyExact(Long.parseLong(digits), 1L << (10 * (unit + 1)));
        } catch (NumberFormatException | ArithmeticException e) {
            throw new IllegalArgumentException("must be a number of bytes, or one with k, m or g: '" + text + "'", e);
        }
    }
}
