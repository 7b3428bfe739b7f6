package dev.tidemark.options;

/** Sizes in bytes as people write and read them. Factors are powers of 1024. */
public final class Sizes {
    /** What a size looks like, for error messages and help. */
    public static final String RULE =
            "a number of bytes from 1 on, or with k, m or g (powers of 1024): 4096, 64k, 16m, 2g";

    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

    private Sizes() {}

    /** As {@link #parse(String, String)}, by {@link #RULE} alone. */
    public static long parse(String text) {
        return parse(text, RULE);
    }

    /**
     * Reads {@code 4096}, {@code 64k}, {@code 16m} or {@code 2g}; letters in either case.
     *
     * @param rule what the message says that the text must be: {@link #RULE} or a stricter one
     * @return bytes, at least 1
     * @throws IllegalArgumentException if the text is no such size, is zero, or is more than a {@code long} holds; the
     *     message is the rule alone, for the caller to put key and value in front
     */
    static long parse(String text, String rule) {
        int shift = text.isEmpty() ? 0 : shift(text.charAt(text.length() - 1));
        int digits = shift == 0 ? text.length() : text.length() - 1;
        long value = 0;
        for (int i = 0; i < digits; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                throw new IllegalArgumentException("must be " + rule);
            }
            if (value > (Long.MAX_VALUE >> shift) / 10 || value * 10 > (Long.MAX_VALUE >> shift) - (c - '0')) {
                throw new IllegalArgumentException("must be less than 2^63 bytes, and " + rule);
            }
            value = value * 10 + (c - '0');
        }
        if (value == 0) {
            throw new IllegalArgumentException("must be " + rule);
        }
        return value << shift;
    }

    /** The shortest text that {@link #parse} reads back as {@code bytes}: {@code 65536} is {@code 64k}, 1000 stays 1000. */
    public static String format(long bytes) {
        for (char letter : new char[] {'g', 'm', 'k'}) {
            long unit = 1L << shift(letter);
            if (bytes != 0 && bytes % unit == 0) {
                return Long.toString(bytes / unit) + letter;
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

    private static int shift(char letter) {
        return switch (letter) {
            case 'k', 'K' -> 10;
            case 'm', 'M' -> 20;
            case 'g', 'G' -> 30;
            default -> 0;
        };
    }
}
