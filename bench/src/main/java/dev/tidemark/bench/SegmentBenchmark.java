package dev.tidemark.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** {@link BarrierBenchmark}'s loops through a {@code MemorySegment} on the buffer. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 20, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
@NeedsJdk(Jdk22.FEATURE)
public class SegmentBenchmark {
    private static final int RANDOM_PUTS = 8192;
    private static final int BULK = 4096;

    /** {@code set(JAVA_LONG, offset, long)}, ascending by 8. */
    @Benchmark
    @OperationsPerInvocation(Target.WINDOW / Long.BYTES)
    public int sequential(SegmentTarget target) {
        int from = target.nextWindow();
        target.writes.sequential(from, from + Target.WINDOW);
        return from;
    }

    /** {@code set(JAVA_LONG, offset, long)} all over the segment. */
    @Benchmark
    @OperationsPerInvocation(RANDOM_PUTS)
    public int random(SegmentTarget target) {
        target.seed = target.writes.random(target.seed, RANDOM_PUTS, target.size - Long.BYTES);
        return target.seed;
    }

    /** {@code asSlice(offset, 4096).fill(byte)}, ascending. */
    @Benchmark
    @OperationsPerInvocation(Target.WINDOW / BULK)
    public int fill4k(SegmentTarget target) {
        int from = target.nextWindow();
        target.writes.fill(from, from + Target.WINDOW, BULK);
        return from;
    }

    /** {@code MemorySegment.copy(array, …)} of 4 KiB, ascending. */
    @Benchmark
    @OperationsPerInvocation(Target.WINDOW / BULK)
    public int copy4k(SegmentTarget target) {
        int from = target.nextWindow();
        target.writes.copy(target.bulk, from, from + Target.WINDOW, BULK);
        return from;
    }

    /** The buffer, and the loops over a segment on it. */
    @State(Scope.Thread)
    public static class SegmentTarget extends Target {
        private SegmentWrites writes;

        /** Compiles the loops, once: a set-up of an iteration runs after {@link Target#open}, one of a trial may not. */
        @Setup(Level.Iteration)
        public void openSegment() {
            if (writes == null) {
                writes = Jdk22.create("SegmentLoops", SegmentWrites.class, buffer);
            }
        }
    }
}
