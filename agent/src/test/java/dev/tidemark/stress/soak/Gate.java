package dev.tidemark.stress.soak;

import java.util.concurrent.Semaphore;

/**
 * Stops one writer between two of its writes. The writer calls {@link #pass} now and then; the harvester {@link #close closes}
 * the gate, which waits until the writer stands before it, and opens it again.
 */
final class Gate {
    private final Semaphore arrived = new Semaphore(0);
    private final Semaphore opened = new Semaphore(0);
    private volatile boolean closed;
    private volatile boolean left;

    void pass() {
        if (closed) {
            arrived.release();
            opened.acquireUninterruptibly();
        }
    }

    void close() {
        closed = true;
        if (!left) {
            arrived.acquireUninterruptibly();
        }
    }

    void open() {
        closed = false;
        opened.release();
    }

    /** The writer has ended and will never come again. */
    void leave() {
        left = true;
        arrived.release();
    }
}
