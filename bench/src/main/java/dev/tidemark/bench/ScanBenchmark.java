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
 * What it costs to find the dirty pages among 131,072, none written meanwhile: two ways of the API, and two of others. The
 * API's include a pass over the clean marks of the write side, which the others do not have.
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

    /** QEMU before the dirty bitmap: a byte per page, asked page by page. */
    @Benchmark
    public long bytePerPage(ScanRegion scan) {
        byte[] flags = scan.bytePerPage;
        long end = (long) ScanRegion.PAGES * ScanRegion.PAGE_SIZE;
        for (long offset = 0; offset < end; offset += ScanRegion.PAGE_SIZE) {
            if ((flags[(int) (offset / ScanRegion.PAGE_SIZE)] & ScanRegion.MIGRATION_FLAG) != 0) {
                scan.sum.accept(offset, ScanRegion.PAGE_SIZE);
            }
        }
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
