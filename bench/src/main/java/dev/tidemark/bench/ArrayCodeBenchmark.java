package dev.tidemark.bench;

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
import org.openjdk.jmh.annotations.Warmup;

/** What plain stores into a heap buffer's array cost where {@code arrays=} sees them, and where hashes find them. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 10, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
public class ArrayCodeBenchmark {
    /** One byte at a random place. */
    @Benchmark
    public void scattered(Guest guest) {
        guest.code.scattered();
    }

    /** All bytes of 256 KiB in turn. */
    @Benchmark
    public void all(Guest guest) {
        guest.code.all((byte) 1);
    }

    /** A block of 4 KiB. */
    @Benchmark
    public void copy4k(Guest guest) {
        guest.code.copy();
    }

    /** The array and the code that writes it. */
    @State(Scope.Benchmark)
    public static class Guest {
        private static final int SIZE = 256 << 10;
        private static final String NAME = "array-code";

        /** What runs. */
        @Param({"NO_AGENT", "NOTHING_TRACKED", "THIS_TRACKED"})
        public Condition condition;

        /** Options of the agent, see {@link Rounds}. */
        @Param({"min=off", "min=off;arrays=dev.tidemark.bench.PlainArrayCode"})
        public String agent;

        private PlainArrayCode code;

        /** Allocates, and tracks where the condition says so. */
        @Setup(Level.Trial)
        public void open() {
            ByteBuffer buffer = ByteBuffer.allocate(SIZE);
            if (condition.tracksTarget()) {
                Tracking.track(NAME, buffer);
            }
            code = new PlainArrayCode(buffer);
            if (condition.tracksTarget()) {
                Tracking.checkEscaped(NAME, !agent.contains("arrays="));
            }
        }
    }
}
