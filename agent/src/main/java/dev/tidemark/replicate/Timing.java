package dev.tidemark.replicate;

/**
 * How long a link waits.
 *
 * @param heartbeatMillis a side that sent nothing for about so long sends a heartbeat
 * @param silenceMillis a link on which nothing came for so long is given up; several heartbeats
 */
record Timing(long heartbeatMillis, long silenceMillis) {
    static final Timing DEFAULT = new Timing(1000, 10_000);

    Timing {
        if (heartbeatMillis < 1 || silenceMillis < 3 * heartbeatMillis) {
            throw new IllegalArgumentException(
                    "a link must be silent for at least three heartbeats before it is given up: heartbeat="
                            + heartbeatMillis + " ms, silence=" + silenceMillis + " ms");
        }
    }

    /** The silence after which a link is given up, with five heartbeats in it. */
    static Timing ofSilence(long millis) {
        return new Timing(Math.max(1, millis / 5), millis);
    }
}
