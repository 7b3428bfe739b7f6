package dev.tidemark.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to find the dirty pages among 131,072, none written meanwhile. {@code count} and {@code runs} are whole looks, which
 * also see that there is no new mark; {@code walk} and {@code bitSet} only walk a set that is there.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 20, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
public class ScanBenchmark {
    /** {@link dev.tidemark.Region#dirtyPageCount}. */
    @Benchmark
    public long count(ScanRegion scan) {
        return scan.region.dirtyPageCount(scan.client);
    }

    /** {@link dev.tidemark.Region#dirtyPages} and {@link dev.tidemark.DirtyPages#forEachRun}. */
    @Benchmark
    public long runs(ScanRegion scan) {
        scan.region.dirtyPages(scan.client).forEachRun(scan.sum);
        return scan.sum.sum();
    }

    /** {@link dev.tidemark.DirtyPages#forEachRun} of a look made before. */
    @Benchmark
    public long walk(ScanRegion scan) {
        scan.found.forEachRun(scan.sum);
        return scan.sum.sum();
    }

    /** A {@link java.util.BitSet} walked from run to run. */
    @Benchmark
    public long bitSet(ScanRegion scan) {
        int first = scan.bitSet.nextSetBit(0);
        while (first >= 0) {
            int end = scan.bitSet.nextClearBit(first);
            scan.sum.accept((long) first * ScanRegion.PAGE_SIZE, (long) (end - first) * ScanRegion.PAGE_SIZE);
            first = scan.bitSet.nextSetBit(end);
        }
        return scan.sum.sum();
    }
}
