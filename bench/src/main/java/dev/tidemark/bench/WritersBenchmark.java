package dev.tidemark.bench;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One writer against two, each with pages of its own: thread 0 writes the even pages, thread 1 the odd ones, so that their marks
 * are neighbours and share cache lines. The time of a put is that of a thread: with perfect scaling two threads need as long as
 * one, and a machine of two cores has none left for anything else.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 20, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
public class WritersBenchmark {
    private static final int PAGE = 4096;
    private static final int PAGES_PER_CALL = 16;
    private static final int PUTS = PAGES_PER_CALL * PAGE / Long.BYTES;

    /** One thread. */
    @Benchmark
    @OperationsPerInvocation(PUTS)
    @Threads(1)
    public int one(Shared shared, Writer writer) {
        return write(shared, writer);
    }

    /** Two threads. */
    @Benchmark
    @OperationsPerInvocation(PUTS)
    @Threads(2)
    public int two(Shared shared, Writer writer) {
        return write(shared, writer);
    }

    /** {@code putLong(index, long)}, ascending through every second page. */
    private static int write(Shared shared, Writer writer) {
        ByteBuffer buffer = shared.buffer;
        int page = writer.page;
        for (int i = 0; i < PAGES_PER_CALL; i++) {
            int from = page * PAGE & Shared.SIZE - 1;
            for (int at = from; at < from + PAGE; at += Long.BYTES) {
                buffer.putLong(at, at * 31L);
            }
            page += 2;
        }
        writer.page = page & Integer.MAX_VALUE;
        return page;
    }

    /** Where a thread writes. */
    @State(Scope.Thread)
    public static class Writer {
        private int page;

        /** Even pages or odd ones. */
        @Setup(Level.Trial)
        public void begin(Shared shared) {
            page = shared.threads.getAndIncrement();
        }
    }

    /** The buffer, and who harvests it. */
    @State(Scope.Benchmark)
    public static class Shared {
        private static final int SIZE = 256 << 10;
        private static final String NAME = "written-by-many";

        /** What is tracked. */
        @Param({"NO_AGENT", "NOTHING_TRACKED", "THIS_TRACKED"})
        public Condition condition;

        /** Heap or direct. */
        @Param({"HEAP", "DIRECT"})
        public BufferKind kind;

        /** Milliseconds between harvests by a further thread, which clear all marks; 0 for none. */
        @Param({"0", "10"})
        public int harvestMillis;

        private final AtomicInteger threads = new AtomicInteger();
        private ByteBuffer buffer;
        private Thread harvester;
        private volatile long harvested;

        /** Allocates, tracks, and starts harvesting. */
        @Setup(Level.Trial)
        public void open() throws InterruptedException {
            condition.check();
            buffer = kind.allocateAligned(SIZE, PAGE);
            if (condition.tracksTarget()) {
                Tracking.track(NAME, buffer);
            }
            Rehearsal.play(buffer);
            if (condition.tracksTarget()) {
                if (harvestMillis > 0) {
                    harvester = new Thread(this::harvest, "harvester");
                    harvester.setDaemon(true);
                    harvester.start();
                }
            }
        }

        /** Checks that marks were made, by all threads. */
        @TearDown(Level.Trial)
        public void check() throws InterruptedException {
            if (harvester != null) {
                harvester.interrupt();
                harvester.join();
                if (harvested == 0) {
                    throw new IllegalStateException(
                            "the benchmark did not measure what it says: nothing was harvested");
                }
            } else if (condition.tracksTarget()) {
                Tracking.checkPages(NAME, SIZE / PAGE / 2 * threads.get());
            }
        }

        private void harvest() {
            try {
                while (true) {
                    Thread.sleep(harvestMillis);
                    harvested = harvested + Tracking.harvest(NAME);
                }
            } catch (InterruptedException e) {
                // The end.
            }
        }
    }
}
