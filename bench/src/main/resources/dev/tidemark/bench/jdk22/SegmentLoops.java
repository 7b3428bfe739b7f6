package dev.tidemark.bench.jdk22;

import dev.tidemark.bench.SegmentWrites;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The loops, as a program would write them. One thread. */
public final class SegmentLoops implements SegmentWrites {
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final MemorySegment segment;

    public SegmentLoops(ByteBuffer buffer) {
        segment = MemorySegment.ofBuffer(buffer);
    }

    @Override
    public void sequential(int from, int to) {
        for (int i = from; i < to; i += Long.BYTES) {
            segment.set(LONG, i, i * 31L);
        }
    }

    @Override
    public int random(int seed, int count, int mask) {
        int random = seed;
        for (int i = 0; i < count; i++) {
            random = random * 1_664_525 + 1_013_904_223;
            segment.set(LONG, random >>> 7 & mask, random);
        }
        return random;
    }

    @Override
    public void fill(int from, int to, int step) {
        for (int i = from; i < to; i += step) {
            segment.asSlice(i, step).fill((byte) i);
        }
    }

    @Override
    public void copy(byte[] source, int from, int to, int step) {
        for (int i = from; i < to; i += step) {
            MemorySegment.copy(source, 0, segment, ValueLayout.JAVA_BYTE, i, step);
        }
    }
}
