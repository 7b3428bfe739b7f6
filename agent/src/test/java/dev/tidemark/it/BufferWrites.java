package dev.tidemark.it;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;

/** Random writes through the methods of {@link ByteBuffer} itself. */
final class BufferWrites {
    private static final int KINDS = 24;

    private final Picker pick;
    private final Random random;

    BufferWrites(Picker pick) {
        this.pick = pick;
        this.random = pick.random();
    }

    /**
     * One random write.
     *
     * @param b what to write to; its position and limit are free to change
     * @param base where index 0 of {@code b} is in the memory
     */
    void write(ByteBuffer b, long base, WriteSink sink) {
        b.clear().order(random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        int kind = random.nextInt(KINDS);
        if (kind < 14) {
            value(b, base, kind, sink);
        } else {
            bulk(b, base, kind, sink);
        }
    }

    private void value(ByteBuffer b, long base, int kind, WriteSink sink) {
        int bytes = new int[] {1, 1, 2, 2, 2, 2, 4, 4, 8, 8, 4, 4, 8, 8}[kind];
        if (b.capacity() < bytes) {
            return;
        }
        int i = pick.index(base, b.capacity(), bytes);
        b.position(i);
        long v = random.nextLong();
        switch (kind) {
            case 0 -> b.put((byte) v);
            case 1 -> b.put(i, (byte) v);
            case 2 -> b.putShort((short) v);
            case 3 -> b.putShort(i, (short) v);
            case 4 -> b.putChar((char) v);
            case 5 -> b.putChar(i, (char) v);
            case 6 -> b.putInt((int) v);
            case 7 -> b.putInt(i, (int) v);
            case 8 -> b.putLong(v);
            case 9 -> b.putLong(i, v);
            case 10 -> b.putFloat(Float.intBitsToFloat((int) v));
            case 11 -> b.putFloat(i, Float.intBitsToFloat((int) v));
            case 12 -> b.putDouble(Double.longBitsToDouble(v));
            default -> b.putDouble(i, Double.longBitsToDouble(v));
        }
        sink.touched(base + i, bytes);
    }

    private void bulk(ByteBuffer b, long base, int kind, WriteSink sink) {
        int n = pick.length(b.capacity());
        int i = pick.index(base, b.capacity(), n);
        b.position(i);
        switch (kind) {
            case 14 -> b.put(bytes(n));
            case 15 -> b.put(bytes(n + 7), 3, n);
            case 16 -> b.put(i, bytes(n));
            case 17 -> b.put(i, bytes(n + 7), 5, n);
            case 18 -> b.put(source(n));
            case 19 -> b.put(i, source(n + 9), 4, n);
            case 20 -> b.put(b.asReadOnlyBuffer().clear().limit(n).slice());
            case 21 -> selfSlice(b, n);
            case 22 -> {
                b.compact();
                sink.touched(base, (long) b.capacity() - i);
                return;
            }
            default -> {
                b.limit(i + n).compact();
                sink.touched(base, n);
                return;
            }
        }
        sink.touched(base + i, n);
    }

    /** Source and target are the same memory, and may overlap. */
    private void selfSlice(ByteBuffer b, int n) {
        int from = random.nextInt(b.capacity() - n + 1);
        b.put(b.position(), b, from, n);
    }

    private ByteBuffer source(int n) {
        ByteBuffer source =
                switch (random.nextInt(3)) {
                    case 0 -> ByteBuffer.wrap(bytes(n));
                    case 1 -> ByteBuffer.allocateDirect(n).put(bytes(n)).flip();
                    default -> ByteBuffer.wrap(bytes(n)).asReadOnlyBuffer();
                };
        return source.order(random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    }

    private byte[] bytes(int n) {
        byte[] bytes = new byte[n];
        random.nextBytes(bytes);
        return bytes;
    }
}
