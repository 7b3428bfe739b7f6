package dev.tidemark.bench;

import dev.tidemark.Client;
import dev.tidemark.DirtyPages;
import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import java.util.BitSet;
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

/**
 * What a region of 1 TiB costs that is clean, or all but clean; 268,435,456 pages: marks and bitmaps without memory behind them. And
 * what a {@link BitSet} costs.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 20, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
public class TebibyteBenchmark {
    /** {@link Region#dirtyPages} and {@link DirtyPages#forEachRun}. */
    @Benchmark
    public long runs(Clean clean) {
        return clean.runs();
    }

    /** {@link Region#harvest} of nothing. */
    @Benchmark
    public DirtyPages harvest(Clean clean) {
        return clean.region.harvest(clean.client);
    }

    /** A {@link BitSet} walked from run to run. An empty one knows that it is, however many bits it has room for. */
    @Benchmark
    public long bitSet(Clean clean) {
        return clean.bitSetRuns();
    }

    /** As {@link #runs}, the last page being dirty. */
    @Benchmark
    public long runsOfLastPage(LastPage last) {
        return last.runs();
    }

    /** As {@link #bitSet}, the last page being dirty. */
    @Benchmark
    public long bitSetOfLastPage(LastPage last) {
        return last.bitSetRuns();
    }

    /** No page is dirty. */
    public static class Clean extends Huge {}

    /** One page is dirty, behind all others. */
    public static class LastPage extends Huge {
        /** Marks it. */
        @Setup(Level.Trial)
        public void mark() {
            region.markDirty(SIZE - 1, 1);
            bitSet.set(PAGES - 1);
            if (region.dirtyPageCount(client) != 1) {
                throw new IllegalStateException("the region is not in the state that the benchmark wants");
            }
        }
    }

    /** The region, and a bit set that is as long. */
    @State(Scope.Benchmark)
    public abstract static class Huge {
        /** An address where no process has memory; nothing is read or written there. */
        private static final long NOWHERE = 1L << 45;

        static final long SIZE = 1L << 40;
        private static final int PAGE = 4096;
        static final int PAGES = (int) (SIZE / PAGE);

        final BitSet bitSet = new BitSet(PAGES);
        Region region;
        Client client;
        private final RunSum sum = new RunSum();
        private final Object keepAlive = new Object();

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

        long runs() {
            region.dirtyPages(client).forEachRun(sum);
            return sum.sum();
        }

        long bitSetRuns() {
            int first = bitSet.nextSetBit(0);
            while (first >= 0) {
                int end = bitSet.nextClearBit(first);
                sum.accept((long) first * PAGE, (long) (end - first) * PAGE);
                first = bitSet.nextSetBit(end);
            }
            return sum.sum();
        }
    }
}
