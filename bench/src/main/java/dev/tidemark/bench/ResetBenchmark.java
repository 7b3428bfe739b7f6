package dev.tidemark.bench;

import dev.tidemark.Baseline;
import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A region of 512 MiB goes back to its baseline after a guest wrote 50 pages at random, which it does before each invocation, outside
 * the time taken. Beside it the safepoint alone, after the same writes, and a harvest of them; and what a tool does that does not know
 * what was written: copy everything back.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 20, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
        value = 3,
        jvmArgsPrepend = {"-Xmx2500m"})
public class ResetBenchmark {
    private static final int BYTE_SIZE = 512 << 20;
    private static final int PAGE_SIZE = 4096;
    private static final int WRITTEN_PAGES = 50;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** {@link Baseline#reset}. */
    @Benchmark
    public long reset(Guest guest) {
        return guest.baseline.reset();
    }

    /** What makes all threads pass a safepoint, as a harvest does. */
    @Benchmark
    public long[] safepoint(Guest guest) {
        return THREADS.findMonitorDeadlockedThreads();
    }

    /** A harvest by another client: the safepoint, and what tracking adds to it. */
    @Benchmark
    public long harvest(Guest guest) {
        return guest.region.harvest(Tidemark.client("bench")).pageCount();
    }

    /** Everything is copied back from a second buffer. */
    @Benchmark
    public ByteBuffer copyEverything(Copied guest) {
        return guest.memory.put(0, guest.copy, 0, BYTE_SIZE);
    }

    /** The region and its baseline. */
    @State(Scope.Benchmark)
    public static class Guest {
        /** Kind of memory. */
        @Param({"HEAP", "DIRECT"})
        public BufferKind kind;

        private final Random random = new Random(1);
        private ByteBuffer memory;
        private Region region;
        private Baseline baseline;

        /** Fills the memory, for pages of zeroes are cheaper, and takes the baseline. */
        @Setup(Level.Trial)
        public void open() {
            memory = kind.allocate(BYTE_SIZE);
            fill(memory);
            region = Tidemark.track("guest", memory, PAGE_SIZE);
            baseline = region.baseline();
            write();
            if (baseline.reset() != WRITTEN_PAGES || baseline.reset() != 0) {
                throw new IllegalStateException("a reset copied other pages than were written");
            }
        }

        /** Writes the pages, each a different one. */
        @Setup(Level.Invocation)
        public void write() {
            int stride = BYTE_SIZE / WRITTEN_PAGES / PAGE_SIZE;
            for (int i = 0; i < WRITTEN_PAGES; i++) {
                int page = i * stride + random.nextInt(stride);
                memory.putLong(page * PAGE_SIZE + random.nextInt(PAGE_SIZE / 8) * 8, ~random.nextInt());
            }
        }
    }

    /** The same memory, untracked, and its copy. */
    @State(Scope.Benchmark)
    public static class Copied {
        /** Kind of memory. */
        @Param({"HEAP", "DIRECT"})
        public BufferKind kind;

        private ByteBuffer memory;
        private ByteBuffer copy;

        /** Allocates both. */
        @Setup(Level.Trial)
        public void open() {
            memory = kind.allocate(BYTE_SIZE);
            copy = ByteBuffer.allocateDirect(BYTE_SIZE);
            fill(copy);
        }
    }

    private static void fill(ByteBuffer memory) {
        for (int at = 0; at < BYTE_SIZE; at += 8) {
            memory.putLong(at, 0x9e37_79b9_7f4a_7c15L * (at + 8));
        }
    }
}
