package dev.tidemark.it.living;

import dev.tidemark.Region;
import dev.tidemark.RegionKind;
import dev.tidemark.Tidemark;
import dev.tidemark.it.Replica;
import dev.tidemark.it.Seed;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Thousands of virtual threads write stripes of one region, and park, yield, sleep and hold locks between a write and the next, also
 * where they are pinned; a platform thread and a virtual one harvest all the while. After each wave the replicas must equal the
 * memory.
 */
public final class VirtualProgram {
    private static final int WAVES = 4;
    private static final int THREADS = 2000;
    private static final int STRIPE = 200;
    private static final int SIZE = THREADS * STRIPE;
    private static final int WRITES = 40;
    private static final byte[] BODY = body();

    private final Random random = new Random(Seed.of("VirtualProgram"));
    private final ReentrantLock lock = new ReentrantLock();
    private final Object monitor = new Object();
    private volatile boolean harvesting;
    private volatile Throwable failure;
    private long harvests;

    private VirtualProgram() {}

    /** No arguments. */
    public static void main(String[] arguments) throws Exception {
        VirtualProgram program = new VirtualProgram();
        for (RegionKind kind : List.of(RegionKind.HEAP, RegionKind.DIRECT)) {
            program.run(kind);
        }
    }

    private void run(RegionKind kind) throws Exception {
        ByteBuffer buffer = kind == RegionKind.HEAP ? ByteBuffer.allocate(SIZE) : ByteBuffer.allocateDirect(SIZE);
        Region region = Tidemark.track("virtual " + kind, buffer, 64);
        Replica platform = new Replica(region, "platform");
        Replica virtual = new Replica(region, "virtual");
        for (int wave = 0; wave < WAVES; wave++) {
            harvesting = true;
            Thread first = new Thread(() -> harvest(platform, buffer));
            first.start();
            Thread second = startVirtual(() -> harvest(virtual, buffer));
            List<Thread> writers = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                ByteBuffer stripe = buffer.slice(i * STRIPE, STRIPE);
                SplittableRandom own = new SplittableRandom(random.nextLong());
                writers.add(startVirtual(() -> write(stripe, own)));
            }
            for (Thread writer : writers) {
                writer.join();
            }
            harvesting = false;
            first.join();
            second.join();
            if (failure != null) {
                throw new AssertionError("a thread failed", failure);
            }
            compare(platform, buffer, wave);
            compare(virtual, buffer, wave);
        }
        System.out.println(kind + ": " + WAVES * THREADS + " virtual threads, " + (long) WAVES * THREADS * WRITES
                + " writes, " + harvests + " harvests, " + region.coverage() + ", 0 bytes missed");
        region.close();
    }

    private void harvest(Replica replica, ByteBuffer buffer) {
        try {
            while (harvesting) {
                replica.update(buffer);
                synchronized (monitor) {
                    harvests++;
                }
                Thread.yield();
            }
        } catch (Throwable e) {
            failure = e;
        }
    }

    private void write(ByteBuffer stripe, SplittableRandom own) {
        try {
            for (int i = 0; i < WRITES; i++) {
                int at = own.nextInt(STRIPE - 8);
                switch (own.nextInt(100)) {
                    case 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 -> Thread.yield();
                    case 10, 11, 12, 13, 14, 15, 16, 17 -> LockSupport.parkNanos(own.nextInt(100_000));
                    case 20, 21, 22, 23, 24, 25, 26, 27 -> locked(stripe, at, own);
                    case 30, 31, 32, 33, 34, 35, 36, 37 -> synchronizedWrite(stripe, at, own);
                    case 40 -> pinned(stripe, at, own);
                    default -> {
                        // straight on
                    }
                }
                stripe.putLong(at, own.nextLong());
                stripe.put(own.nextInt(STRIPE), (byte) own.nextInt());
            }
        } catch (Throwable e) {
            failure = e;
        }
    }

    private void locked(ByteBuffer stripe, int at, SplittableRandom own) {
        lock.lock();
        try {
            stripe.putInt(at, own.nextInt());
        } finally {
            lock.unlock();
        }
    }

    /** JDK 21 pins a thread that holds a monitor. */
    private void synchronizedWrite(ByteBuffer stripe, int at, SplittableRandom own) {
        synchronized (monitor) {
            stripe.put(at, new byte[] {(byte) own.nextInt(), 2, 3});
        }
    }

    /** Parks and writes within a class initialiser, which runs on top of a frame of the JVM. */
    private static void pinned(ByteBuffer stripe, int at, SplittableRandom own) throws ReflectiveOperationException {
        PinnedTask.NEXT.set(() -> {
            LockSupport.parkNanos(1000);
            stripe.putShort(at, (short) own.nextInt());
        });
        MethodHandles.lookup().defineHiddenClass(BODY, true);
    }

    private static byte[] body() {
        try (InputStream in = PinnedTask.class.getResourceAsStream("PinnedTask$Body.class")) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void compare(Replica replica, ByteBuffer buffer, int wave) {
        replica.update(buffer);
        byte[] now = new byte[SIZE];
        buffer.get(0, now);
        int missed = Arrays.mismatch(replica.bytes(), now);
        if (missed >= 0) {
            throw new AssertionError("MISSED byte " + missed + " in wave " + wave);
        }
    }

    /** By reflection: these tests are compiled for JDK 17. */
    private static Thread startVirtual(Runnable task) throws ReflectiveOperationException {
        Method start = Thread.class.getMethod("startVirtualThread", Runnable.class);
        return (Thread) start.invoke(null, task);
    }
}
