package dev.tidemark.replicate;

/**
 * Predicts how long the last round will take, from how fast the round before went, and how long the replica took to force it. Errs towards
 * too long: the one before had more to force, and where it was small, what it cost beside its bytes is not told apart. One thread.
 */
final class Estimates {
    /** For the safepoint, the commit, and the word back. */
    private static final long FIXED_NANOS = 2_000_000;

    private double nanosPerByte;
    private long replicaNanos;

    /**
     * A round ended.
     *
     * @param taken bytes of its dirty pages
     * @param sent bytes that went over the connection
     */
    void sent(long taken, long sent, long nanos) {
        if (taken == 0 && sent == 0) {
            return;
        }
        // The first round finds many pages of zeros, which cost next to nothing; later ones do not.
        boolean manyZeros = nanosPerByte == 0 && sent >= taken / 8;
        nanosPerByte = (double) nanos / Math.max(1, manyZeros ? Math.min(sent, taken) : taken);
    }

    /**
     * The round is safe at the replica.
     *
     * @param waited for that
     * @param expected by the replica for what it does later
     */
    void flushed(long waited, long expected) {
        replicaNanos = waited + expected;
    }

    long nanosFor(long bytes) {
        return FIXED_NANOS + (long) (bytes * nanosPerByte) + replicaNanos;
    }
}
