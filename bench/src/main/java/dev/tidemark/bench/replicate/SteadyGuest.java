package dev.tidemark.bench.replicate;

import dev.tidemark.Guest;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/** Writes eight bytes of pages at random, so many pages per second, from when it is made until it is stopped. */
final class SteadyGuest implements Guest, AutoCloseable {
    private static final long TICK_NANOS = 1_000_000;

    private final ByteBuffer memory;
    private final int pageSize;
    private final double pagesPerNano;
    private final ReentrantLock standing = new ReentrantLock(true);
    private final SplittableRandom random = new SplittableRandom(System.nanoTime()); // never what an earlier one wrote
    private final Thread thread;
    private volatile boolean ended;
    private volatile long lastWriteNanos;

    SteadyGuest(ByteBuffer memory, int pageSize, int mibPerSecond) {
        this.memory = memory;
        this.pageSize = pageSize;
        this.pagesPerNano = (double) (mibPerSecond << 20) / pageSize / 1e9;
        this.thread = new Thread(this::run, "guest");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        long from = System.nanoTime();
        while (!ended) {
            LockSupport.parkNanos(TICK_NANOS);
            standing.lock();
            try {
                long now = System.nanoTime();
                if (!ended) {
                    write((int) Math.round((now - from) * pagesPerNano));
                    lastWriteNanos = System.nanoTime();
                }
                from = now;
            } finally {
                standing.unlock();
            }
        }
    }

    private void write(int pages) {
        for (int i = 0; i < pages; i++) {
            int page = random.nextInt(memory.capacity() / pageSize);
            memory.putLong(page * pageSize + 8 * random.nextInt(pageSize / 8), random.nextLong());
        }
    }

    /** As {@link System#nanoTime} counts, which on Linux is the same in all processes. */
    long lastWriteNanos() {
        return lastWriteNanos;
    }

    @Override
    public void quiesce() {
        standing.lock();
    }

    @Override
    public void resume() {
        standing.unlock();
    }

    @Override
    public void stop() {
        ended = true;
        standing.unlock();
    }

    @Override
    public void close() {
        ended = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
