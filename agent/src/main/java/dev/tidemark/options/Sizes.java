package dev.tidemark.options;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes in bytes as people write and read them. Factors are powers of 1024. */
public final class Sizes {
    /** What a size looks like, for error messages and help. */
    public static final String RULE =
            "a number of bytes from 1 on, or with k, m or g (powers of 1024): 4096, 64k, 16m, 2g";

    private static final Pattern SIZE = Pattern.compile("([0-9]+)([kmg]?)", Pattern.CASE_INSENSITIVE);
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

    private Sizes() {}

    /**
     * Reads {@code 4096}, {@code 64k}, {@code 16m} or {@code 2g}; letters in either case.
     *
     * @return bytes, at least 1
     * @throws IllegalArgumentException if the text is no such size, is zero, or is more than a {@code long} holds; the
     *     message is the rule alone, for the caller to put key and value in front
     */
    public static long parse(String text) {
        Matcher matcher = SIZE.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("must be " + RULE);
        }
        long factor = 1L << shift(matcher.group(2).toLowerCase(Locale.ROOT));
        long bytes;
        try {
            bytes = Math.multiplyExact(Long.parseLong(matcher.group(1)), factor);
        } catch (ArithmeticException | NumberFormatException tooLarge) {
            throw new IllegalArgumentException("must be less than 2^63 bytes, and " + RULE, tooLarge);
        }
        if (bytes == 0) {
            throw new IllegalArgumentException("must be " + RULE);
        }
        return bytes;
    }

    /** The shortest text that {@link #parse} reads back as {@code bytes}: {@code 65536} is {@code 64k}, 1000 stays 1000. */
    public static String format(long bytes) {
        String unit = "gmk";
        for (int i = 0; i < unit.length(); i++) {
            char letter = unit.charAt(i);
            int shift = shift(String.valueOf(letter));
            if (bytes != 0 && bytes % (1L << shift) == 0) {
                return (bytes >> shift) + String.valueOf(letter);
            }
        }
        return Long.toString(bytes);
    }

    /**
     * The size for a reader, in the largest unit that keeps it at least 1, with one decimal unless that is 0: {@code 16 MiB},
     * {@code 1.5 KiB}, {@code 100 B}. Rounded half up, so print the exact bytes beside it where they matter.
     */
    public static String human(long bytes) {
        int unit = 0;
        double value = bytes;
        while (value >= 1024 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        // 1023.96 KiB would round to 1024.0 KiB, which is 1 MiB to the reader.
        if (Math.round(value * 10) >= 10240 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        long tenths = Math.round(value * 10);
        return (tenths % 10 == 0 ? Long.toString(tenths / 10) : tenths / 10 + "." + tenths % 10) + " " + UNITS[unit];
    }

    /** {@link #human} and the exact bytes: {@code 16 MiB (16777216 bytes)}; below 1 KiB the bytes alone. */
    public static String humanAndExact(long bytes) {
        return bytes < 1024 ? bytes + " bytes" : human(bytes) + " (" + bytes + " bytes)";
    }

    private static int shift(String letter) {
        return switch (letter) {
            case "k" -> 10;
            case "m" -> 20;
            case "g" -> 30;
            default -> 0;
        };
    }
}
