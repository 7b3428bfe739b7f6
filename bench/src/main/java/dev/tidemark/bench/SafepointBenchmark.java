package dev.tidemark.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The safepoint of a harvest alone: the same JDK call that the agent makes, idle and beside threads that write all the time. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 20, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
public class SafepointBenchmark {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** {@link ThreadMXBean#findMonitorDeadlockedThreads}. */
    @Benchmark
    public long[] pass(Writers writers) {
        return THREADS.findMonitorDeadlockedThreads();
    }

    /** Threads that write buffers of their own, untracked. */
    @State(Scope.Benchmark)
    public static class Writers {
        private static final int SIZE = 64 << 10;

        /** How many; with more than there are cores, the pass also waits for them to get one. */
        @Param({"0", "1", "2", "8"})
        public int busyThreads;

        private Thread[] threads;
        private volatile boolean stopped;

        /** Starts them. */
        @Setup(Level.Trial)
        public void start() {
            threads = new Thread[busyThreads];
            for (int i = 0; i < threads.length; i++) {
                threads[i] = new Thread(this::write, "writer-" + i);
                threads[i].setDaemon(true);
                threads[i].start();
            }
        }

        /** Stops them. */
        @TearDown(Level.Trial)
        public void stop() throws InterruptedException {
            stopped = true;
            for (Thread thread : threads) {
                thread.join();
            }
        }

        private void write() {
            ByteBuffer buffer = ByteBuffer.allocateDirect(SIZE);
            for (long round = 0; !stopped; round++) {
                for (int i = 0; i < SIZE; i += Long.BYTES) {
                    buffer.putLong(i, round ^ i);
                }
            }
        }
    }
}
