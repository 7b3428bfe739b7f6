package dev.tidemark.watch;

import dev.tidemark.track.ClientStats;

/**
 * What the next increment of a client will be like, from what is dirty now and from the last measurement.
 *
 * <p><b>Error.</b> A program that goes on as in the window dirties as many new pages per second at most, for it meets more and more pages
 * that are dirty already: the bytes are too many, never too few, for a time longer than the window, and may be too few for a shorter one.
 *
 * @param client whose increment
 * @param afterSeconds from now until it is taken
 * @param dirtyBytes dirty now
 * @param newBytesPerSecond by which that grows
 * @param incrementBytes what the increment will hold
 * @param copySeconds how long that takes to copy
 * @param writtenMeanwhileBytes what is written while it is copied: the size of the increment after it, if that is taken at once
 * @param converges whether increments get smaller if each is taken at once: whether less is written per second than is copied
 */
public record Forecast(
        String client,
        double afterSeconds,
        long dirtyBytes,
        double newBytesPerSecond,
        long incrementBytes,
        double copySeconds,
        long writtenMeanwhileBytes,
        boolean converges) {

    /**
     * Computes it.
     *
     * @param now the client's figures now
     * @param byteSize of the region, which no increment exceeds
     * @param afterSeconds from now, at least 0
     * @param bytesPerSecond how fast the increment is copied, at least 1
     * @throws IllegalStateException if nothing was measured, or not for this client
     */
    public static Forecast of(
            String client,
            ClientStats now,
            RateReport measured,
            long byteSize,
            double afterSeconds,
            long bytesPerSecond) {
        if (!(afterSeconds >= 0)) {
            throw new IllegalArgumentException("afterSeconds must be 0 or more: " + afterSeconds);
        }
        if (bytesPerSecond < 1) {
            throw new IllegalArgumentException("bytesPerSecond must be 1 or more: " + bytesPerSecond);
        }
        ClientRate rate = measured.clients().get(client);
        if (measured.state() != RateState.MEASURED || rate == null) {
            throw new IllegalStateException("there is no measured dirty rate for client '" + client
                    + "': measure it first, with measureDirtyRate, and wait until DirtyRate says MEASURED");
        }
        long increment = (long) Math.min(byteSize, now.dirtyBytes() + Math.ceil(rate.bytesPerSecond() * afterSeconds));
        double copySeconds = increment / (double) bytesPerSecond;
        // What was clean for the client does not matter once an increment is taken: then all that is written is new.
        long meanwhile = (long) Math.min(byteSize, Math.ceil(measured.bytesPerSecond() * copySeconds));
        return new Forecast(
                client,
                afterSeconds,
                now.dirtyBytes(),
                rate.bytesPerSecond(),
                increment,
                copySeconds,
                meanwhile,
                measured.bytesPerSecond() < bytesPerSecond);
    }
}
