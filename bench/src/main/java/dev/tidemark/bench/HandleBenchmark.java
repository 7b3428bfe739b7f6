package dev.tidemark.bench;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/** {@link BarrierBenchmark}'s long loops through a {@link VarHandle} and through a typed view. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 20, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
public class HandleBenchmark {
    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int RANDOM_PUTS = 8192;

    /** {@code set(buffer, index, long)}, ascending by 8. */
    @Benchmark
    @OperationsPerInvocation(Target.WINDOW / Long.BYTES)
    public int sequential(Target target) {
        ByteBuffer buffer = target.buffer;
        int from = target.nextWindow();
        for (int i = from; i < from + Target.WINDOW; i += Long.BYTES) {
            LONGS.set(buffer, i, i * 31L);
        }
        return from;
    }

    /** {@code set(buffer, index, long)} all over the buffer, aligned to 8. */
    @Benchmark
    @OperationsPerInvocation(RANDOM_PUTS)
    public int random(Target target) {
        ByteBuffer buffer = target.buffer;
        int mask = target.size - Long.BYTES;
        int random = target.seed;
        for (int i = 0; i < RANDOM_PUTS; i++) {
            random = BarrierBenchmark.next(random);
            LONGS.set(buffer, random >>> 7 & mask, (long) random);
        }
        target.seed = random;
        return random;
    }

    /** {@code asLongBuffer().put(index, long)}, ascending by 1. */
    @Benchmark
    @OperationsPerInvocation(Target.WINDOW / Long.BYTES)
    public int view(Target target) {
        LongBuffer view = target.buffer.asLongBuffer();
        int from = target.nextWindow() / Long.BYTES;
        for (int i = from; i < from + Target.WINDOW / Long.BYTES; i++) {
            view.put(i, i * 31L);
        }
        return from;
    }
}
