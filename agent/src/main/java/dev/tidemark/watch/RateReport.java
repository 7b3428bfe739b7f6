package dev.tidemark.watch;

import java.util.Map;

/**
 * The dirty rate of a region in a window of time. A page counts once however often it was written, so the longer the window, the lower
 * the rate of a program that writes the same pages again.
 *
 * @param state says which of the other values mean anything
 * @param problem why the measurement failed; empty where it did not
 * @param startedMillis when the window began, as {@link System#currentTimeMillis}; 0 if none did
 * @param secondsWanted length of the window as it was asked for; 0 if none was
 * @param seconds its true length, once it is over
 * @param pages different pages that were written in it
 * @param bytes bytes they hold
 * @param pagesPerSecond pages by seconds
 * @param bytesPerSecond bytes by seconds
 * @param clients what of it is new for each client; those that exist since before the window began
 */
public record RateReport(
        RateState state,
        String problem,
        long startedMillis,
        int secondsWanted,
        double seconds,
        long pages,
        long bytes,
        double pagesPerSecond,
        double bytesPerSecond,
        Map<String, ClientRate> clients) {

    /** Before the first measurement. */
    static RateReport none() {
        return empty(RateState.NONE, "", 0, 0, 0);
    }

    static RateReport measuring(long startedMillis, int secondsWanted) {
        return empty(RateState.MEASURING, "", startedMillis, secondsWanted, 0);
    }

    /** The measurement failed after {@code seconds}. */
    RateReport failed(String why, double after) {
        return empty(RateState.FAILED, why, startedMillis, secondsWanted, after);
    }

    /** The measurement is over. */
    RateReport measured(double after, long pagesWritten, long bytesWritten, Map<String, ClientRate> perClient) {
        return new RateReport(
                RateState.MEASURED,
                "",
                startedMillis,
                secondsWanted,
                after,
                pagesWritten,
                bytesWritten,
                pagesWritten / after,
                bytesWritten / after,
                perClient);
    }

    private static RateReport empty(
            RateState state, String problem, long startedMillis, int secondsWanted, double seconds) {
        return new RateReport(state, problem, startedMillis, secondsWanted, seconds, 0, 0, 0, 0, Map.of());
    }
}
