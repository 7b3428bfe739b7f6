package dev.tidemark.bench;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a put costs where the same code writes many regions: nothing of the region can be folded into the code. All buffers
 * together have 512 KiB, one or 64 of them.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 20, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
public class RegionsBenchmark {
    private static final int PUTS = 8192;

    /** {@code putLong(index, long)}, each into the next buffer. */
    @Benchmark
    @OperationsPerInvocation(PUTS)
    public int everyPut(Buffers buffers) {
        ByteBuffer[] all = buffers.all;
        int mask = all.length - 1;
        int shift = Integer.numberOfTrailingZeros(all.length);
        for (int i = 0; i < PUTS; i++) {
            all[i & mask].putLong((i >> shift) * Long.BYTES, i * 31L);
        }
        return mask;
    }

    /** {@code putLong(index, long)}, 512 into one buffer, ascending, then into the next one. */
    @Benchmark
    @OperationsPerInvocation(PUTS)
    public int every512(Buffers buffers) {
        ByteBuffer[] all = buffers.all;
        int last = buffers.size - Long.BYTES;
        int puts = 512;
        for (int i = 0; i < PUTS; i += puts) {
            ByteBuffer buffer = buffers.next();
            for (int j = i; j < i + puts; j++) {
                buffer.putLong(j * Long.BYTES & last, j * 31L);
            }
        }
        return all.length;
    }

    /** The buffers. Under THIS_TRACKED all of them are regions. */
    @State(Scope.Thread)
    public static class Buffers {
        private static final int TOTAL = 512 << 10;

        /** What is tracked. */
        @Param({"NO_AGENT", "NOTHING_TRACKED", "THIS_TRACKED"})
        public Condition condition;

        /** Heap or direct. */
        @Param({"HEAP", "DIRECT"})
        public BufferKind kind;

        /** How many buffers there are, a power of two. */
        @Param({"1", "8", "64"})
        public int regions;

        ByteBuffer[] all;
        int size;
        private int next;

        /** Allocates and tracks. */
        @Setup(Level.Trial)
        public void open() throws InterruptedException {
            condition.check();
            size = TOTAL / regions;
            all = new ByteBuffer[regions];
            for (int i = 0; i < regions; i++) {
                all[i] = kind.allocateAligned(size, 4096);
                if (condition.tracksTarget()) {
                    Tracking.track("region-" + i, all[i]);
                }
            }
            if (condition.tracksTarget()) {
                Tracking.settle(regions, () -> {
                    for (ByteBuffer buffer : all) {
                        buffer.putLong(0, 1);
                    }
                });
            }
            Rehearsal.play(all);
        }

        /** Checks that every region was marked. */
        @TearDown(Level.Trial)
        public void check() {
            for (int i = 0; i < regions && condition.tracksTarget(); i++) {
                Tracking.check("region-" + i, true);
            }
        }

        /** The buffer after the one that was returned before. */
        ByteBuffer next() {
            next = next + 1 & all.length - 1;
            return all[next];
        }
    }
}
