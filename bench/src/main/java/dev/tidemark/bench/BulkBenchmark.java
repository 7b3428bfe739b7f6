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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to write one MiB in pieces of some size: the barrier is paid per piece and per page. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 20, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
public class BulkBenchmark {
    /** {@code put(index, byte[], offset, length)}. */
    @Benchmark
    public int array(Pieces pieces) {
        ByteBuffer buffer = pieces.buffer;
        byte[] source = pieces.source;
        int bytes = pieces.bytes;
        for (int at = 0; at < Pieces.TOTAL; at += bytes) {
            buffer.put(at, source, at, bytes);
        }
        return bytes;
    }

    /** {@code put(index, ByteBuffer, offset, length)} from the other half of the same buffer: a guest's {@code memory.copy}. */
    @Benchmark
    public int itself(Pieces pieces) {
        ByteBuffer buffer = pieces.buffer;
        int bytes = pieces.bytes;
        for (int at = 0; at < Pieces.TOTAL; at += bytes) {
            buffer.put(at, buffer, Pieces.TOTAL + at, bytes);
        }
        return bytes;
    }

    /** The buffer and where its bytes come from. */
    @State(Scope.Thread)
    public static class Pieces {
        private static final int TOTAL = 1 << 20;
        private static final String NAME = "bulk";

        /** What is tracked. */
        @Param({"NO_AGENT", "NOTHING_TRACKED", "THIS_TRACKED"})
        public Condition condition;

        /** Heap or direct. */
        @Param({"HEAP", "DIRECT"})
        public BufferKind kind;

        /** Of a piece, a power of two up to 1 MiB. */
        @Param({"64", "256", "1024", "4096", "65536", "1048576"})
        public int bytes;

        private final byte[] source = new byte[TOTAL];
        private ByteBuffer buffer;

        /** Allocates and tracks. */
        @Setup(Level.Trial)
        public void open() {
            condition.check();
            buffer = kind.allocateAligned(2 * TOTAL, 4096);
            if (condition.tracksTarget()) {
                Tracking.track(NAME, buffer);
            }
        }

        /** Checks that the pages that were written are marked, and no others. */
        @TearDown(Level.Trial)
        public void check() {
            if (condition.tracksTarget()) {
                Tracking.checkPages(NAME, TOTAL / 4096);
            }
        }
    }
}
