package dev.tidemark.options;

/** Shares of a whole as people write and read them: {@code 5%}, {@code 0.5%}, {@code off}. Counted in hundredths of a percent. */
public final class Shares {
    /** What a share looks like, for error messages and help. */
    public static final String RULE =
            "off, or a percentage above 0 and up to 100, with at most two decimals: 0.25%, 5%, 100%";

    /** All of it, {@code 100%}. */
    public static final int WHOLE = 10_000;

    /** None of it, {@code off}. */
    public static final int NONE = 0;

    private static final String OFF = "off";

    private Shares() {}

    /**
     * Reads {@code off}, {@code 5%} or {@code 0.25%}.
     *
     * @return hundredths of a percent: 0 for {@code off}, else 1 to 10,000
     * @throws IllegalArgumentException if the text is no such share; the message is the rule, for the caller to put key and value
     *     in front
     */
    public static int parse(String text) {
        if (text.equals(OFF)) {
            return NONE;
        }
        int digitsEnd = text.length() - 1;
        if (digitsEnd < 1 || text.charAt(digitsEnd) != '%') {
            throw refused();
        }
        int value = 0;
        int decimals = -1; // none yet, and no point either
        for (int i = 0; i < digitsEnd; i++) {
            char c = text.charAt(i);
            if (c == '.' && decimals < 0 && i > 0 && i < digitsEnd - 1) {
                decimals = 0;
            } else if (c >= '0' && c <= '9' && decimals < 2 && value <= WHOLE) {
                value = value * 10 + (c - '0');
                decimals = decimals < 0 ? -1 : decimals + 1;
            } else {
                throw refused();
            }
        }
        int share = decimals < 1 ? value * 100 : decimals == 1 ? value * 10 : value;
        if (share < 1 || share > WHOLE) {
            throw refused();
        }
        return share;
    }

    /** The shortest text that {@link #parse} reads back as {@code share}. */
    public static String format(int share) {
        if (share == NONE) {
            return OFF;
        }
        int hundredths = share % 100;
        String decimals = hundredths == 0
                ? ""
                : hundredths % 10 == 0 ? "." + hundredths / 10 : (hundredths < 10 ? ".0" : ".") + hundredths;
        return share / 100 + decimals + "%";
    }

    private static IllegalArgumentException refused() {
        return new IllegalArgumentException("must be " + RULE);
    }
}
