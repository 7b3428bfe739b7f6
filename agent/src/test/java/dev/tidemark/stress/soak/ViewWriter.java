package dev.tidemark.stress.soak;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.LongBuffer;

/** Writes every second page, from page 1 on, through typed views and VarHandles, atomic ones where the JDK allows them. */
final class ViewWriter extends SoakWriter {
    private static final int BATCH = 256;
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private final int pageSize;
    private final int ownPages;
    private final LongBuffer longs;
    private final IntBuffer ints;
    private final boolean atomic;
    private long counter = 1;

    ViewWriter(ByteBuffer memory, int pageSize, long seed) {
        super(memory, seed);
        this.pageSize = pageSize;
        this.ownPages = memory.capacity() / pageSize / 2;
        this.longs = memory.duplicate().order(ByteOrder.nativeOrder()).asLongBuffer();
        this.ints = memory.asIntBuffer();
        this.atomic = allowsAtomic(memory, pageSize);
    }

    @Override
    long batch() {
        for (int i = 0; i < BATCH; i++) {
            gate().pass();
            int at = (random(ownPages) * 2 + 1) * pageSize + (random(pageSize) & -8);
            long value = counter++;
            switch (random(atomic ? 8 : 4)) {
                case 0 -> longs.put(at >> 3, value);
                case 1 -> ints.put(at >> 2, (int) value);
                case 2 -> LONG.set(memory, at, value);
                case 3 -> INT.set(memory, at, (int) value);
                case 4 -> LONG.setVolatile(memory, at, value);
                case 5 -> LONG.getAndAdd(memory, at, value);
                case 6 -> INT.getAndAdd(memory, at, (int) value);
                default -> LONG.compareAndSet(memory, at, (long) LONG.getVolatile(memory, at), value);
            }
        }
        return BATCH;
    }

    /** JDK 25 refuses atomic access to heap buffers. */
    private static boolean allowsAtomic(ByteBuffer memory, int pageSize) {
        try {
            LONG.setVolatile(memory, pageSize, 0L);
            return true;
        } catch (IllegalStateException | UnsupportedOperationException | IndexOutOfBoundsException e) {
            return false;
        }
    }
}
