package dev.tidemark.stress.soak;

import java.nio.ByteBuffer;

/**
 * Runs one {@link HotLoop} after the other, each on its own page, in bursts of about {@value #BURST_MILLIS} ms: between two
 * bursts lies a volatile access, within one there is none.
 */
final class HotWriter extends SoakWriter {
    private static final int BURST_MILLIS = 300;
    private static final int WARM_UP_CALLS = 40;
    private static final int WARM_UP_TIMES = 20_000;

    private final ByteBuffer[] pages = new ByteBuffer[HotLoop.values().length];
    private final long[] times = new long[pages.length];
    private final int[] calls = new int[pages.length];
    private final int[] work = new int[64];
    private final HotLoop only;
    private int bursts;
    private long unused;

    /** {@code only} is the one loop to run, or null for all. */
    HotWriter(ByteBuffer memory, int pageSize, HotLoop only) {
        super(memory, 1);
        this.only = only;
        for (int i = 0; i < pages.length; i++) {
            pages[i] = memory.slice(i * pageSize, pageSize);
            times[i] = WARM_UP_TIMES;
        }
    }

    @Override
    long batch() {
        int turn = only == null ? bursts++ % pages.length : only.ordinal();
        long started = System.nanoTime();
        unused += HotLoop.values()[turn].burst(pages[turn], work, times[turn]);
        long nanos = Math.max(1, System.nanoTime() - started);
        long written = times[turn];
        times[turn] = next(written, nanos, ++calls[turn]);
        return written;
    }

    /** Short calls first, so that the method is compiled as a whole, then longer and longer ones up to a burst. */
    private static long next(long times, long nanos, int calls) {
        boolean warmingUp = calls < WARM_UP_CALLS && nanos < 5_000_000;
        return warmingUp || nanos > BURST_MILLIS * 1_000_000L ? times : times * 2;
    }

    /** Not at all: the loops are to run as long as the soak does. */
    @Override
    void rest() {}

    long unused() {
        return unused;
    }
}
