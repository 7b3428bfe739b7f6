package dev.tidemark.it.escape;

import dev.tidemark.Client;
import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import dev.tidemark.it.Seed;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Threads that ask for the array all at once and then write it, with plain stores and with puts, while two clients harvest and copy.
 * When the writers of a round have stopped, one more harvest must make each copy equal to the memory.
 */
final class ConcurrentArraysProgram {
    private static final int SIZE = 1 << 20;
    private static final int WRITERS = 3;
    private static final long ROUND_NANOS = 40_000_000;

    private static final AtomicLong WRITES = new AtomicLong();
    private static final AtomicLong HARVESTS = new AtomicLong();
    private static final AtomicLong PAGES = new AtomicLong();

    private ConcurrentArraysProgram() {}

    /** Seconds to run. */
    public static void main(String[] args) throws InterruptedException {
        long seed = Seed.of("ConcurrentArraysProgram");
        Random random = new Random(seed);
        long end = System.nanoTime() + Long.parseLong(args[0]) * 1_000_000_000;
        int rounds = 0;
        while (System.nanoTime() < end) {
            round(random, "seed " + seed + ", round " + rounds);
            rounds++;
        }
        System.out.println(
                "rounds " + rounds + ", writes " + WRITES + ", harvests " + HARVESTS + ", pages " + PAGES + ", lost 0");
    }

    private static void round(Random random, String where) throws InterruptedException {
        ByteBuffer buffer = ByteBuffer.allocate(SIZE);
        int pageSize = 256 << random.nextInt(6);
        try (Region region = Tidemark.track("shared", buffer, pageSize)) {
            Copier[] copiers = {new Copier(region, buffer, "one"), new Copier(region, buffer, "two")};
            if (random.nextInt(4) > 0) {
                copiers[0].copy(); // clean pages when the array is handed out
            }
            AtomicBoolean stop = new AtomicBoolean();
            Phaser start = new Phaser(WRITERS + copiers.length);
            Thread[] threads = new Thread[WRITERS + copiers.length];
            for (int i = 0; i < WRITERS; i++) {
                long seed = random.nextLong();
                int writer = i;
                threads[i] = new Thread(() -> {
                    start.arriveAndAwaitAdvance();
                    write(buffer, new Random(seed), writer, stop);
                });
            }
            for (int i = 0; i < copiers.length; i++) {
                Copier copier = copiers[i];
                threads[WRITERS + i] = new Thread(() -> {
                    start.arriveAndAwaitAdvance();
                    while (!stop.get()) {
                        copier.copy();
                    }
                });
            }
            for (Thread thread : threads) {
                thread.start();
            }
            Thread.sleep(ROUND_NANOS / 1_000_000);
            stop.set(true);
            for (Thread thread : threads) {
                thread.join();
            }
            for (Copier copier : copiers) {
                copier.copy();
                int at = Arrays.mismatch(buffer.array(), copier.bytes);
                if (at >= 0) {
                    System.out.println("lost: byte " + at + " of " + region + ", " + where);
                    System.exit(1);
                }
            }
        }
    }

    /** Stores that all differ from what was there, a burst to one page and then elsewhere. */
    private static void write(ByteBuffer buffer, Random random, int writer, AtomicBoolean stop) {
        byte[] array = buffer.array();
        long writes = 0;
        while (!stop.get()) {
            int at = random.nextInt(SIZE - 64) & -64;
            for (int i = 0; i < 20; i++) {
                array[at + writer]++;
                writes++;
            }
            if (writer == 0) {
                buffer.putLong(at + 8, writes);
            }
        }
        WRITES.addAndGet(writes);
    }

    private static final class Copier {
        private final Region region;
        private final ByteBuffer buffer;
        private final Client client;
        private final byte[] bytes = new byte[SIZE];

        Copier(Region region, ByteBuffer buffer, String client) {
            this.region = region;
            this.buffer = buffer;
            this.client = Tidemark.client(client);
        }

        void copy() {
            HARVESTS.incrementAndGet();
            region.harvest(client).forEachRun((offset, length) -> {
                PAGES.addAndGet(length / region.pageSize());
                buffer.get((int) offset, bytes, (int) offset, (int) length);
            });
        }
    }
}
