package dev.tidemark.it.rewind;

import dev.tidemark.Baseline;
import dev.tidemark.Checkpoint;
import dev.tidemark.Client;
import dev.tidemark.DirtyPages;
import dev.tidemark.Region;
import dev.tidemark.RewindRing;
import dev.tidemark.Tidemark;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Threads that write, threads that keep replicas, and one that takes checkpoints and rolls back, all at once. When the writers
 * have stopped, every replica is the memory after one more harvest, and a rollback brings back the very bytes. Arguments: heap or
 * direct, seed.
 */
final class BesideProgram {
    private static final int SIZE = 1 << 20;
    private static final int PAGE = 4096;
    private static final int ROUNDS = 40;
    private static final int REWINDS = 10;

    private final ByteBuffer memory;
    private final Region region;
    private final Random random;
    private volatile boolean stopped;
    private volatile Throwable failure;
    private int harvests;
    private int rewinds;

    private BesideProgram(boolean heap, long seed) {
        memory = heap ? ByteBuffer.allocate(SIZE) : ByteBuffer.allocateDirect(SIZE);
        region = Tidemark.track("guest", memory, PAGE);
        random = new Random(seed);
    }

    public static void main(String[] arguments) throws InterruptedException {
        new BesideProgram(arguments[0].equals("heap"), Long.parseLong(arguments[1])).run();
    }

    private void run() throws InterruptedException {
        Client[] clients = {Tidemark.client("one"), Tidemark.client("two")};
        byte[][] replicas = new byte[clients.length][SIZE];
        RewindRing ring = region.rewindRing(4, 3L * SIZE);
        Baseline baseline = region.baseline();
        byte[] clean = bytes();
        for (int round = 0; round < ROUNDS; round++) {
            Checkpoint quiet = region.checkpoint();
            byte[] copy = bytes();
            beside(clients, replicas, ring, quiet);
            check(region.rollback(quiet) >= 0 && Arrays.equals(copy, bytes()), "rollback in round " + round);
            Checkpoint[] last = {ring.checkpoint()};
            check(region.rollback(last[0]) == 0 && Arrays.equals(copy, bytes()), "ring in round " + round);
            for (int i = 0; i < clients.length; i++) {
                replicate(clients[i], replicas[i]);
                check(Arrays.equals(copy, replicas[i]), "replica " + i + " in round " + round);
            }
            if (round % 8 == 7) {
                baseline.reset();
                check(Arrays.equals(clean, bytes()), "baseline in round " + round);
            } else {
                write(new Random(random.nextLong()), 20);
            }
            quiet.close();
        }
        System.out.println(region.kind() + ": " + ROUNDS + " rounds, " + harvests + " harvests and " + rewinds
                + " checkpoints and rollbacks beside writers, coverage " + region.coverage());
    }

    /** Writers, harvests and rewinds at once. */
    private void beside(Client[] clients, byte[][] replicas, RewindRing ring, Checkpoint quiet)
            throws InterruptedException {
        stopped = false;
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Random own = new Random(random.nextLong());
            threads.add(start(() -> write(own, 50)));
        }
        for (int i = 0; i < clients.length; i++) {
            int own = i;
            threads.add(start(() -> replicate(clients[own], replicas[own])));
        }
        try {
            for (int i = 0; i < REWINDS; i++) {
                Checkpoint torn = ring.checkpoint();
                region.rollback(i % 2 == 0 ? quiet : torn);
                rewinds++;
            }
        } finally {
            stopped = true;
            for (Thread thread : threads) {
                thread.join();
            }
        }
        if (failure != null) {
            throw new AssertionError(failure);
        }
    }

    private Thread start(Runnable work) {
        Thread thread = new Thread(() -> {
            try {
                while (!stopped) {
                    work.run();
                    Thread.sleep(1);
                }
            } catch (Throwable e) {
                failure = e;
            }
        });
        thread.start();
        return thread;
    }

    private void write(Random own, int times) {
        for (int i = 0; i < times; i++) {
            memory.putLong(own.nextInt(SIZE / 8) * 8, own.nextLong());
        }
    }

    private void replicate(Client client, byte[] replica) {
        DirtyPages dirty = region.harvest(client);
        dirty.forEachRun((offset, length) -> memory.get((int) offset, replica, (int) offset, (int) length));
        synchronized (this) {
            harvests++;
        }
    }

    private byte[] bytes() {
        byte[] bytes = new byte[SIZE];
        memory.get(0, bytes);
        return bytes;
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
