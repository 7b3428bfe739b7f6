package dev.tidemark.bench.peers;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What an interval cost, in nanoseconds.
 *
 * @param percent share of pages written, 0 to 100
 * @param first the first store into each of them, with what the peer adds
 * @param rest all further stores, with what the peer adds
 * @param find finding the pages
 * @param copy copying them
 */
record PeerResult(String percent, double first, double rest, double find, double copy) {
    private static final int FIELDS = 5;

    /** Medians, phase by phase. */
    static PeerResult ofMedians(String percent, List<long[]> intervals) {
        return new PeerResult(
                percent, median(intervals, 0), median(intervals, 1), median(intervals, 2), median(intervals, 3));
    }

    /** The whole interval. */
    double total() {
        return first + rest + find + copy;
    }

    /** What {@link #parse} reads. */
    String line() {
        return String.format(Locale.ROOT, "%s %.1f %.1f %.1f %.1f", percent, first, rest, find, copy);
    }

    /** @throws IllegalArgumentException if that is no line of {@link #line} */
    static PeerResult parse(String line) {
        String[] fields = line.split(" ");
        if (fields.length != FIELDS) {
            throw new IllegalArgumentException("not a result: " + line);
        }
        return new PeerResult(
                fields[0],
                Double.parseDouble(fields[1]),
                Double.parseDouble(fields[2]),
                Double.parseDouble(fields[3]),
                Double.parseDouble(fields[4]));
    }

    private static double median(List<long[]> intervals, int phase) {
        long[] values =
                intervals.stream().mapToLong(interval -> interval[phase]).toArray();
        Arrays.sort(values);
        int middle = values.length / 2;
        return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2.0;
    }
}
