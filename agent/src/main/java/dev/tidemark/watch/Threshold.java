package dev.tidemark.watch;

/**
 * A limit with two edges: it is crossed upwards when a value reaches {@code high}, and downwards when, after that, one is {@code low} or
 * less. So a value that swings around one edge tells only once.
 *
 * @param client whose pages
 * @param measure what of them
 * @param high at least 1
 * @param low 0 to less than {@code high}
 * @param exceeded whether it was last crossed upwards
 * @param value at the last check; -1 before the first
 */
public record Threshold(String client, Measure measure, long high, long low, boolean exceeded, long value) {

    /** One that was never checked. */
    static Threshold of(String client, Measure measure, long high, long low) {
        if (high < 1 || low < 0 || low >= high) {
            throw new IllegalArgumentException(
                    "high must be 1 or more, and low from 0 to less than high: high=" + high + ", low=" + low);
        }
        return new Threshold(client, measure, high, low, false, -1);
    }

    /** After a check. */
    Threshold at(long now) {
        return new Threshold(client, measure, high, low, exceeded ? now > low : now >= high, now);
    }

    /** Unique in a region: {@code migration bytes}. */
    String key() {
        return key(client, measure);
    }

    static String key(String client, Measure measure) {
        return client + " " + measure.text();
    }
}
