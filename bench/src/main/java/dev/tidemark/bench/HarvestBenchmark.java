package dev.tidemark.bench;

import dev.tidemark.DirtyPages;
import dev.tidemark.track.TableAtRest;
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
 * What it costs to take the dirty pages among 131,072. The pages are made dirty before each invocation, outside the time
 * taken; the two clock readings around each add some 50 ns. The heap's memory is touched before, as that of a guest which has
 * run for a while is: what a harvest allocates is not to be the first use of a page by the process.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 20, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
        value = 3,
        jvmArgsPrepend = {"-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch"})
public class HarvestBenchmark {
    /** Pages written since the last harvest: marks are taken, all threads pass a safepoint. */
    @State(Scope.Benchmark)
    public static class Written {
        /** Marks the pages; takes what an invocation left. */
        @Setup(Level.Invocation)
        public void mark(ScanRegion scan) {
            scan.region.harvest(scan.client);
            scan.mark();
        }
    }

    /** The same, and no thread to wait for. */
    @State(Scope.Benchmark)
    public static class AtRest {
        private TableAtRest table;

        /** Makes the table. */
        @Setup(Level.Trial)
        public void open(ScanRegion scan) {
            table = new TableAtRest(ScanRegion.PAGES, scan.client);
        }

        /** Marks the pages. */
        @Setup(Level.Invocation)
        public void mark(ScanRegion scan) {
            table.mark(scan.bitSet);
        }
    }

    /** Pages that the harvest before gave back: in the client's bitmap already, no mark to take, no safepoint due. */
    @State(Scope.Benchmark)
    public static class GivenBack {
        private DirtyPages taken;

        /** Gives back what was taken. */
        @Setup(Level.Invocation)
        public void giveBack() {
            if (taken != null) {
                taken.giveBack();
            }
        }
    }

    /** {@link dev.tidemark.Region#harvest} after writes. */
    @Benchmark
    public DirtyPages written(ScanRegion scan, Written written) {
        return scan.region.harvest(scan.client);
    }

    /** The same without the safepoint: the work of a harvest that is not waiting. */
    @Benchmark
    public Object apart(ScanRegion scan, AtRest rest) {
        return rest.table.harvest(scan.client);
    }

    /** {@link dev.tidemark.Region#harvest} after a {@link DirtyPages#giveBack}. */
    @Benchmark
    public DirtyPages givenBack(ScanRegion scan, GivenBack back) {
        back.taken = scan.region.harvest(scan.client);
        return back.taken;
    }

    /** A look after writes: takes the marks as a harvest does, and needs no safepoint. The pages are harvested again outside the time. */
    @Benchmark
    public DirtyPages freshLook(ScanRegion scan, Written written) {
        return scan.region.dirtyPages(scan.client);
    }
}
