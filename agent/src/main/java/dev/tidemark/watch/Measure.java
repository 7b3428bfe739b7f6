package dev.tidemark.watch;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a threshold is about. */
public enum Measure {
    /** Bytes that are dirty for the client. */
    BYTES("bytes"),
    /** Bytes that turned dirty for the client, per second, those included that a harvest took. */
    RATE("bytes per second");

    private final String unit;

    Measure(String unit) {
        this.unit = unit;
    }

    /** For a reader. */
    public String unit() {
        return unit;
    }

    /** How people write it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * From what people write.
     *
     * @throws IllegalArgumentException if it is none; the message names those there are
     */
    public static Measure parse(String text) {
        for (Measure measure : values()) {
            if (measure.text().equals(text)) {
                return measure;
            }
        }
        throw new IllegalArgumentException("measure must be "
                + Arrays.stream(values()).map(Measure::text).collect(Collectors.joining(" or ")) + ": " + text);
    }
}
