package dev.tidemark.it.replicate;

import dev.tidemark.Guest;
import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import dev.tidemark.it.AnyWrite;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Threads that write at random, in every way that buffers have, and tell nobody. Its state is the SHA-256 of its memory at the moment at
 * which it stands still: whoever holds an epoch can tell whether it is that moment.
 */
final class RandomGuest implements Guest, AutoCloseable {
    final ByteBuffer ram;
    final Region region;

    private final ReentrantReadWriteLock standing = new ReentrantReadWriteLock(true);
    private final List<Thread> writers = new ArrayList<>();
    private final LongAdder writes = new LongAdder();
    private volatile boolean ended;
    private volatile Throwable failure;

    /** Starts {@code threads} that rest up to {@code restMicros} after each write. */
    RandomGuest(ByteBuffer ram, String name, int pageSize, int threads, int restMicros, Random random) {
        this.ram = ram;
        this.region = Tidemark.track(name, ram, pageSize);
        for (int i = 0; i < threads; i++) {
            Random mine = new Random(random.nextLong());
            AnyWrite write = new AnyWrite(mine, ram.capacity(), pageSize);
            Thread writer = new Thread(() -> work(write, mine, restMicros), "writer-" + i);
            writers.add(writer);
            writer.setDaemon(true);
            writer.start();
        }
    }

    private void work(AnyWrite write, Random random, int restMicros) {
        try {
            while (!ended) {
                standing.readLock().lock();
                try {
                    if (!ended) {
                        write.write(ram);
                        writes.increment();
                    }
                } finally {
                    standing.readLock().unlock();
                }
                LockSupport.parkNanos(1000L * random.nextInt(restMicros));
            }
        } catch (RuntimeException | Error e) {
            failure = e;
        }
    }

    long writes() {
        return writes.sum();
    }

    boolean isStopped() {
        return ended;
    }

    byte[] bytes() {
        byte[] bytes = new byte[ram.capacity()];
        ram.get(0, bytes);
        return bytes;
    }

    static byte[] sha(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void quiesce() {
        standing.writeLock().lock();
    }

    @Override
    public void resume() {
        standing.writeLock().unlock();
    }

    @Override
    public void stop() {
        ended = true;
        standing.writeLock().unlock();
    }

    @Override
    public byte[] state() {
        return sha(bytes());
    }

    /** Ends the writers and the region; fails if a writer did. */
    @Override
    public void close() {
        ended = true;
        for (Thread writer : writers) {
            try {
                writer.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        region.close();
        if (failure != null) {
            throw new AssertionError("a writer failed", failure);
        }
    }
}
