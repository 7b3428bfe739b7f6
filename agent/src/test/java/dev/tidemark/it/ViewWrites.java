package dev.tidemark.it;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.util.Random;

/** Random writes through typed views of a buffer, in both byte orders, aligned or not, and through views of those views. */
final class ViewWrites {
    private final Picker pick;
    private final Random random;

    ViewWrites(Picker pick) {
        this.pick = pick;
        this.random = pick.random();
    }

    /** One random write; see {@link BufferWrites#write}. */
    void write(ByteBuffer b, long base, WriteSink sink) {
        int start = random.nextInt(Math.min(16, b.capacity() + 1));
        ByteBuffer from = b.clear()
                .position(start)
                .slice()
                .order(random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        int width = 1 << 1 + random.nextInt(3);
        int capacity = from.capacity() / width;
        if (capacity == 0) {
            return;
        }
        int n = Math.min(capacity, pick.length(capacity));
        int i = pick.index(0, capacity, n);
        long at = base + start;
        int kind = n == 0 && random.nextBoolean() ? 2 : random.nextInt(7);
        if (kind == 0 || kind == 1) {
            n = 1;
            i = Math.min(i, capacity - 1);
        }
        boolean flip = random.nextBoolean();
        switch (width) {
            case 2 -> {
                if (flip) {
                    shorts(from.asShortBuffer(), kind, i, n);
                } else {
                    chars(from.asCharBuffer(), kind, i, n);
                }
            }
            case 4 -> {
                if (flip) {
                    ints(from.asIntBuffer(), kind, i, n);
                } else {
                    floats(from.asFloatBuffer(), kind, i, n);
                }
            }
            default -> {
                if (flip) {
                    longs(from.asLongBuffer(), kind, i, n);
                } else {
                    doubles(from.asDoubleBuffer(), kind, i, n);
                }
            }
        }
        boolean compacted = kind == 6;
        sink.touched(compacted ? at : at + (long) i * width, (long) n * width);
    }

    private void shorts(ShortBuffer v, int kind, int i, int n) {
        ShortBuffer source = ShortBuffer.allocate(n);
        for (int k = 0; k < n; k++) {
            source.put(k, (short) random.nextInt());
        }
        switch (kind) {
            case 0 -> v.put(i, (short) random.nextInt());
            case 1 -> v.position(i).put((short) random.nextInt());
            case 2 -> v.position(i).put(source.array());
            case 3 -> v.put(i, source.array());
            case 4 -> v.slice(i, n).put(source);
            case 5 -> v.duplicate().put(i, source, 0, n);
            default -> v.position(i).limit(i + n).compact();
        }
    }

    private void chars(CharBuffer v, int kind, int i, int n) {
        char[] source = new char[n];
        for (int k = 0; k < n; k++) {
            source[k] = (char) random.nextInt();
        }
        switch (kind) {
            case 0 -> v.put(i, (char) random.nextInt());
            case 1 -> v.position(i).append((char) random.nextInt());
            case 2 -> v.position(i).put(source);
            case 3 -> v.position(i).put(new String(source));
            case 4 -> v.slice(i, n).put(CharBuffer.wrap(source).asReadOnlyBuffer());
            case 5 -> v.position(i).append(CharBuffer.wrap(source));
            default -> v.position(i).limit(i + n).compact();
        }
    }

    private void ints(IntBuffer v, int kind, int i, int n) {
        IntBuffer source = IntBuffer.wrap(random.ints(n).toArray());
        switch (kind) {
            case 0 -> v.put(i, random.nextInt());
            case 1 -> v.position(i).put(random.nextInt());
            case 2 -> v.position(i).put(source.array());
            case 3 -> v.put(i, source.array());
            case 4 -> v.slice(i, n).put(source);
            case 5 -> v.duplicate().put(i, source, 0, n);
            default -> v.position(i).limit(i + n).compact();
        }
    }

    private void floats(FloatBuffer v, int kind, int i, int n) {
        FloatBuffer source = FloatBuffer.allocate(n);
        for (int k = 0; k < n; k++) {
            source.put(k, random.nextFloat());
        }
        switch (kind) {
            case 0 -> v.put(i, random.nextFloat());
            case 1 -> v.position(i).put(random.nextFloat());
            case 2 -> v.position(i).put(source.array());
            case 3 -> v.put(i, source.array());
            case 4 -> v.slice(i, n).put(source);
            case 5 -> v.duplicate().put(i, source, 0, n);
            default -> v.position(i).limit(i + n).compact();
        }
    }

    private void longs(LongBuffer v, int kind, int i, int n) {
        LongBuffer source = LongBuffer.wrap(random.longs(n).toArray());
        switch (kind) {
            case 0 -> v.put(i, random.nextLong());
            case 1 -> v.position(i).put(random.nextLong());
            case 2 -> v.position(i).put(source.array());
            case 3 -> v.put(i, source.array());
            case 4 -> v.slice(i, n).put(source);
            case 5 -> v.duplicate().put(i, source, 0, n);
            default -> v.position(i).limit(i + n).compact();
        }
    }

    private void doubles(DoubleBuffer v, int kind, int i, int n) {
        DoubleBuffer source = DoubleBuffer.wrap(random.doubles(n).toArray());
        switch (kind) {
            case 0 -> v.put(i, random.nextDouble());
            case 1 -> v.position(i).put(random.nextDouble());
            case 2 -> v.position(i).put(source.array());
            case 3 -> v.put(i, source.array());
            case 4 -> v.slice(i, n).put(source);
            case 5 -> v.duplicate().put(i, source, 0, n);
            default -> v.position(i).limit(i + n).compact();
        }
    }
}
