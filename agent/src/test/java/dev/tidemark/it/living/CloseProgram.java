package dev.tidemark.it.living;

import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import dev.tidemark.it.Replica;
import dev.tidemark.it.Seed;
import java.lang.reflect.InvocationTargetException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;

/**
 * A shared arena is closed while threads write its memory through hooks and another harvests. Before that they stand still once, and
 * a replica must equal the memory; after it every writer, and every harvest, has met {@link IllegalStateException}, nothing else.
 */
public final class CloseProgram {
    private static final int ROUNDS = 60;
    private static final int WRITERS = 3;
    private static final int STRIPE = 64 << 10;
    private static final int SIZE = WRITERS * STRIPE;
    private static final int PAGE = 64;

    private static final boolean INCUBATOR = Runtime.version().feature() < 19;

    private CloseProgram() {}

    /** No arguments. */
    public static void main(String[] arguments) throws Exception {
        Random random = new Random(Seed.of("CloseProgram"));
        long harvests = 0;
        long writes = 0;
        long busy = 0;
        for (int i = 0; i < ROUNDS; i++) {
            Round round = new Round(random.nextLong());
            round.run(random.nextInt(4));
            harvests += round.harvests;
            writes += round.writes();
            busy += round.busy;
        }
        if (!Tidemark.regions().isEmpty()) {
            throw new AssertionError("left behind: " + Tidemark.regions());
        }
        System.out.println("closed " + ROUNDS + " arenas under " + WRITERS + " writers each, " + writes + " writes, "
                + harvests + " harvests, closing was refused " + busy + " times, 0 bytes missed");
    }

    /** One arena's life. */
    private static final class Round {
        private final Object arena = shared();
        private final ByteBuffer buffer = allocate(arena);
        private final Region region = Tidemark.track("arena", buffer, PAGE);
        private final Replica replica = new Replica(region, "backup");
        private final CyclicBarrier still = new CyclicBarrier(WRITERS + 1);
        private final CountDownLatch warm = new CountDownLatch(WRITERS);
        private final List<Writer> writers = new ArrayList<>();
        private volatile boolean pause;
        private volatile Throwable failure;
        private volatile boolean harvesting = true;
        private long harvests;
        private long busy;

        Round(long seed) {
            for (int i = 0; i < WRITERS; i++) {
                writers.add(new Writer(i, seed + i));
            }
        }

        void run(int millis) throws Exception {
            Thread harvester = new Thread(this::harvest, "harvester");
            writers.forEach(Thread::start);
            warm.await();
            harvester.start();
            Thread.sleep(millis);
            harvesting = false;
            harvester.join();
            pause = true;
            still.await();
            replica.update(buffer);
            byte[] now = new byte[SIZE];
            buffer.get(0, now);
            int missed = Arrays.mismatch(replica.bytes(), now);
            if (missed >= 0) {
                throw new AssertionError("MISSED byte " + missed);
            }
            pause = false;
            harvesting = true;
            harvester = new Thread(this::harvest, "harvester");
            harvester.start();
            still.await();
            Thread.sleep(millis);
            while (!close(arena)) {
                busy++;
            }
            for (Writer writer : writers) {
                writer.join();
            }
            harvester.join();
            if (failure != null) {
                throw new AssertionError("something else than the end of the arena", failure);
            }
            if (region.isOpen()) {
                throw new AssertionError("still open: " + region);
            }
            expectEnded(() -> region.harvest(Tidemark.client("backup")));
            expectEnded(() -> region.markDirty(0, 1));
            expectEnded(region::memory);
        }

        long writes() {
            return writers.stream().mapToLong(writer -> writer.count).sum();
        }

        /** Takes over dirty pages until it is told to stop or the arena ends. */
        private void harvest() {
            try {
                while (harvesting) {
                    replica.update(buffer);
                    harvests++;
                }
            } catch (IllegalStateException e) {
                // the arena was closed
            } catch (Throwable e) {
                failure = e;
            }
        }

        private final class Writer extends Thread {
            private final ByteBuffer stripe;
            private final Random random;
            private long count;

            Writer(int index, long seed) {
                super("writer " + index);
                this.stripe = buffer.slice(index * STRIPE, STRIPE);
                this.random = new Random(seed);
            }

            @Override
            public void run() {
                try {
                    while (true) {
                        for (int i = 0; i < 200; i++) {
                            write();
                        }
                        count += 200;
                        warm.countDown();
                        if (pause) {
                            still.await();
                            still.await();
                        }
                    }
                } catch (IllegalStateException e) {
                    // the arena was closed
                } catch (Throwable e) {
                    failure = e;
                }
            }

            private void write() {
                int at = random.nextInt(STRIPE - 512);
                switch (random.nextInt(6)) {
                    case 0 -> stripe.putLong(at, random.nextLong());
                    case 1 -> stripe.put(at, (byte) random.nextInt());
                    case 2 -> stripe.put(at, new byte[random.nextInt(500)]);
                    case 3 -> stripe.put(at, ByteBuffer.allocate(300), 0, 300);
                    case 4 -> stripe.duplicate().position(at).asIntBuffer().put(7, random.nextInt());
                    default ->
                        stripe.duplicate().clear().position(at).limit(at + 100).compact();
                }
            }
        }
    }

    private static void expectEnded(Runnable call) {
        try {
            call.run();
        } catch (IllegalStateException e) {
            return;
        }
        throw new AssertionError("an ended region was used");
    }

    /** By reflection: the API moved between the JDKs that these tests run on. */
    private static Object shared() {
        return INCUBATOR
                ? call("jdk.incubator.foreign.ResourceScope", "newSharedScope", null)
                : call("java.lang.foreign.Arena", "ofShared", null);
    }

    private static ByteBuffer allocate(Object arena) {
        try {
            Object segment = INCUBATOR
                    ? Class.forName("jdk.incubator.foreign.MemorySegment")
                            .getMethod(
                                    "allocateNative",
                                    long.class,
                                    long.class,
                                    Class.forName("jdk.incubator.foreign.ResourceScope"))
                            .invoke(null, (long) SIZE, 64L, arena)
                    : Class.forName("java.lang.foreign.Arena")
                            .getMethod("allocate", long.class, long.class)
                            .invoke(arena, (long) SIZE, 64L);
            String type = INCUBATOR ? "jdk.incubator.foreign.MemorySegment" : "java.lang.foreign.MemorySegment";
            return (ByteBuffer) call(type, "asByteBuffer", segment);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** False if the JVM refuses to close it just now, which JDK 17 does while another thread is within an access. */
    private static boolean close(Object arena) {
        try {
            call(INCUBATOR ? "jdk.incubator.foreign.ResourceScope" : "java.lang.foreign.Arena", "close", arena);
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    private static Object call(String type, String method, Object target) {
        try {
            return Class.forName(type).getMethod(method).invoke(target);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
