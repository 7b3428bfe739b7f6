package dev.tidemark.replicate;

/** Holds a sender back to so many bytes per second. One thread. */
final class Limiter {
    private static final long BURST_NANOS = 10_000_000;

    private final double nanosPerByte;
    private long dueNanos = System.nanoTime();

    /** @param bytesPerSecond 0 for no limit */
    Limiter(long bytesPerSecond) {
        nanosPerByte = bytesPerSecond == 0 ? 0 : 1e9 / bytesPerSecond;
    }

    /** How long to wait before the next {@code bytes} may be sent, in nanoseconds; they count as sent then. */
    long delayNanos(long bytes) {
        if (nanosPerByte == 0) {
            return 0;
        }
        long now = System.nanoTime();
        dueNanos = Math.max(dueNanos, now - BURST_NANOS);
        long delay = dueNanos - now;
        dueNanos += (long) (bytes * nanosPerByte);
        return Math.max(0, delay);
    }
}
