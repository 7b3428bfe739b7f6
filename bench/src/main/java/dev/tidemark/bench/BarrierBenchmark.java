package dev.tidemark.bench;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a write costs, per put, under each {@link Condition}.
 *
 * <p>The loops are tight on purpose: they are the worst case, for between the puts of a real guest there is work that the
 * barrier overlaps with. Pages are dirty after the first round, so a tracked put looks at its mark and skips it, as nearly
 * all puts between two harvests do. The stored values depend on the index or on the random state, or the JIT would make a
 * fill of the loop.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 20, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
public class BarrierBenchmark {
    private static final int RANDOM_PUTS = 8192;
    private static final int BULK_4K = 4096;

    /** {@code put(index, byte)}, ascending. */
    @Benchmark
    @OperationsPerInvocation(Target.WINDOW)
    public int sequentialByte(Target target) {
        ByteBuffer buffer = target.buffer;
        int from = target.nextWindow();
        for (int i = from; i < from + Target.WINDOW; i++) {
            buffer.put(i, (byte) (i * 31));
        }
        return from;
    }

    /** {@code putLong(index, long)}, ascending by 8. */
    @Benchmark
    @OperationsPerInvocation(Target.WINDOW / Long.BYTES)
    public int sequentialLong(Target target) {
        ByteBuffer buffer = target.buffer;
        int from = target.nextWindow();
        for (int i = from; i < from + Target.WINDOW; i += Long.BYTES) {
            buffer.putLong(i, i * 31L);
        }
        return from;
    }

    /** {@code put(index, byte)} all over the buffer. */
    @Benchmark
    @OperationsPerInvocation(RANDOM_PUTS)
    public int randomByte(Target target) {
        ByteBuffer buffer = target.buffer;
        int mask = target.size - 1;
        int random = target.seed;
        for (int i = 0; i < RANDOM_PUTS; i++) {
            random = next(random);
            buffer.put(random >>> 7 & mask, (byte) random);
        }
        target.seed = random;
        return random;
    }

    /** {@code putLong(index, long)} all over the buffer, aligned to 8. */
    @Benchmark
    @OperationsPerInvocation(RANDOM_PUTS)
    public int randomLong(Target target) {
        ByteBuffer buffer = target.buffer;
        int mask = target.size - Long.BYTES;
        int random = target.seed;
        for (int i = 0; i < RANDOM_PUTS; i++) {
            random = next(random);
            buffer.putLong(random >>> 7 & mask, random);
        }
        target.seed = random;
        return random;
    }

    /** {@code put(index, byte[], from, 4096)}, ascending: a page per put. */
    @Benchmark
    @OperationsPerInvocation(Target.WINDOW / BULK_4K)
    public int bulk4k(Target target) {
        ByteBuffer buffer = target.buffer;
        byte[] bulk = target.bulk;
        int from = target.nextWindow();
        for (int i = from; i < from + Target.WINDOW; i += BULK_4K) {
            buffer.put(i, bulk, target.nextSource(), BULK_4K);
        }
        return from;
    }

    /** {@code put(index, byte[], from, 65536)}, ascending: 16 pages per put. */
    @Benchmark
    public int bulk64k(Target target) {
        int from = target.nextWindow();
        target.buffer.put(from, target.bulk, target.nextSource(), Target.WINDOW);
        return from;
    }

    /** A linear congruential step. Its upper 25 bits are random enough for an index, and it costs a nanosecond. */
    static int next(int random) {
        return random * 1_664_525 + 1_013_904_223;
    }
}
