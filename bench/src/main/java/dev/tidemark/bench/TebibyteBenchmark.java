package dev.tidemark.bench;

import dev.tidemark.Client;
import dev.tidemark.DirtyPages;
import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a clean region of 1 TiB costs, 268,435,456 pages: marks and bitmaps without memory behind them. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 20, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
public class TebibyteBenchmark {
    /** {@link Region#dirtyPages} and {@link DirtyPages#forEachRun}. */
    @Benchmark
    public long runs(Huge huge) {
        huge.region.dirtyPages(huge.client).forEachRun(huge.sum);
        return huge.sum.sum();
    }

    /** {@link Region#harvest} of nothing. */
    @Benchmark
    public DirtyPages harvest(Huge huge) {
        return huge.region.harvest(huge.client);
    }

    /** The region. */
    @State(Scope.Benchmark)
    public static class Huge {
        /** An address where no process has memory; nothing is read or written there. */
        private static final long NOWHERE = 1L << 45;

        private static final long SIZE = 1L << 40;
        private static final int PAGE = 4096;

        private final RunSum sum = new RunSum();
        private final Object keepAlive = new Object();
        private Region region;
        private Client client;

        /** Tracks it, and makes it clean: marks were made and taken all over it. */
        @Setup(Level.Trial)
        public void open() {
            region = Tidemark.trackMemory("tebibyte", NOWHERE, SIZE, PAGE, keepAlive);
            client = Tidemark.client("bench");
            region.harvest(client);
            for (long offset = 0; offset < SIZE; offset += SIZE / 1024) {
                region.markDirty(offset, 1);
            }
            if (region.harvest(client).pageCount() != 1024 || region.dirtyPageCount(client) != 0) {
                throw new IllegalStateException("the region is not in the state that the benchmark wants");
            }
        }
    }
}
