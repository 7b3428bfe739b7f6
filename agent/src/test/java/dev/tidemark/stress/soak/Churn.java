package dev.tidemark.stress.soak;

import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * Opens and closes regions of both kinds beside the one that is soaked, from none to a few, so that the barrier goes from one
 * region to many and back. It starts slowly: each of the first changes throws compiled code away, and the barrier stops
 * doing so after a hundred. Each region must be dirty throughout, then clean, then hold exactly the page that was written.
 */
final class Churn implements Runnable {
    private static final int SIZE = 4096;

    private final Random random;
    private volatile boolean stopped;
    private volatile Throwable failure;
    private volatile long closed;

    Churn(long seed) {
        random = new Random(seed);
    }

    @Override
    public void run() {
        Deque<Region> open = new ArrayDeque<>();
        Deque<ByteBuffer> alive = new ArrayDeque<>();
        try {
            for (int i = 0; !stopped; i++) {
                ByteBuffer buffer = random.nextBoolean() ? ByteBuffer.allocate(SIZE) : ByteBuffer.allocateDirect(SIZE);
                Region region = Tidemark.track("churn-" + i, buffer, 64);
                open.add(region);
                alive.add(buffer);
                use(region, buffer);
                while (open.size() > random.nextInt(4)) {
                    open.remove().close();
                    alive.remove();
                    closed++;
                }
                LockSupport.parkNanos(i < 60 ? 1_000_000 : 100_000);
            }
        } catch (RuntimeException | Error e) {
            failure = e;
        } finally {
            open.forEach(Region::close);
        }
    }

    private void use(Region region, ByteBuffer buffer) {
        var client = Tidemark.client("migration");
        long pages = region.harvest(client).pageCount();
        buffer.putLong(64 * 7, 42);
        buffer.put(64 * 7 + 1, (byte) 1);
        var delta = region.harvest(client);
        if (pages != SIZE / 64 || delta.pageCount() != 1 || delta.runs().get(0).byteOffset() != 64 * 7) {
            throw new AssertionError(region + ": " + pages + " pages at first, then " + delta.runs());
        }
    }

    void stop() {
        stopped = true;
    }

    long closed() {
        return closed;
    }

    Throwable failure() {
        return failure;
    }
}
