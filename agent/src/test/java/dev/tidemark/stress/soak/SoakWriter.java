package dev.tidemark.stress.soak;

import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;

/** A thread that writes its own pages with a counter that only grows, until it is told to stop. */
abstract class SoakWriter implements Runnable {
    /** The bytes of this writer's pages, and perhaps of others between them. */
    protected final ByteBuffer memory;

    private final Gate gate = new Gate();
    private volatile boolean stopped;
    private volatile Throwable failure;
    private volatile long writes;
    private long random;

    SoakWriter(ByteBuffer memory, long seed) {
        this.memory = memory;
        this.random = seed | 1;
    }

    /** Leaves the processor to the harvester between batches: a race needs both. */
    void rest() {
        LockSupport.parkNanos(random(200_000));
    }

    /** Some writes; at most a fraction of a second. Returns how many. */
    abstract long batch();

    @Override
    public final void run() {
        try {
            while (!stopped) {
                writes += batch();
                gate.pass();
                rest();
            }
        } catch (RuntimeException | Error e) {
            failure = e;
        } finally {
            gate.leave();
        }
    }

    /** Xorshift: cheap beside a write, also in the interpreter. */
    protected final int random(int bound) {
        random ^= random << 13;
        random ^= random >>> 7;
        random ^= random << 17;
        return (int) ((random >>> 33) % bound);
    }

    final Gate gate() {
        return gate;
    }

    final void stop() {
        stopped = true;
    }

    final long writes() {
        return writes;
    }

    /** What ended the writer early, or null. */
    final Throwable failure() {
        return failure;
    }
}
