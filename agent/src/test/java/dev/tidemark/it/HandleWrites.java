package dev.tidemark.it;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.invoke.VarHandle.AccessMode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random writes through buffer-view VarHandles: every type, both byte orders, every access mode that stores. */
final class HandleWrites {
    /** Atomic access to heap buffers ended after this release. */
    private static final boolean ATOMIC_ON_HEAP = Runtime.version().feature() < 22;

    private final Picker pick;
    private final Random random;
    private final List<Row> rows = new ArrayList<>();

    HandleWrites(Picker pick) {
        this.pick = pick;
        this.random = pick.random();
        for (Class<?> array :
                List.of(short[].class, char[].class, int[].class, long[].class, float[].class, double[].class)) {
            for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
                VarHandle handle = MethodHandles.byteBufferViewVarHandle(array, order);
                for (AccessMode mode : AccessMode.values()) {
                    boolean stores = !mode.methodName().startsWith("get")
                            || mode.methodName().startsWith("getAnd");
                    if (stores && handle.isAccessModeSupported(mode)) {
                        rows.add(new Row(handle, mode, array.getComponentType()));
                    }
                }
            }
        }
    }

    int modes() {
        return rows.size();
    }

    /** One random write; see {@link BufferWrites#write}. */
    void write(ByteBuffer b, long base, WriteSink sink) {
        Row row = rows.get(random.nextInt(rows.size()));
        int bytes = row.bytes();
        if (b.capacity() < 2 * bytes) {
            return;
        }
        int i = pick.index(base, b.capacity(), bytes);
        if (row.mode != AccessMode.SET) {
            if (!b.isDirect() && !ATOMIC_ON_HEAP) {
                return;
            }
            i -= b.alignmentOffset(i, bytes);
            if (i < 0) {
                return;
            }
        }
        store(row, b, i);
        sink.touched(base + i, bytes);
    }

    private void store(Row row, ByteBuffer b, int i) {
        List<Object> arguments = new ArrayList<>(List.of(b, i));
        int values = row.handle.accessModeType(row.mode).parameterCount() - 2;
        if (values == 2) {
            // half of the compares find what they expect
            arguments.add(random.nextBoolean() ? (Object) row.handle.get(b, i) : row.value(random));
        }
        arguments.add(row.value(random));
        try {
            row.handle.toMethodHandle(row.mode).invokeWithArguments(arguments);
        } catch (Throwable e) {
            throw new IllegalStateException(row.toString(), e);
        }
    }

    private record Row(VarHandle handle, AccessMode mode, Class<?> type) {
        int bytes() {
            return type == short.class || type == char.class ? 2 : type == int.class || type == float.class ? 4 : 8;
        }

        Object value(Random random) {
            if (type == short.class) {
                return (short) random.nextInt();
            } else if (type == char.class) {
                return (char) random.nextInt();
            } else if (type == int.class) {
                return random.nextInt();
            } else if (type == long.class) {
                return random.nextLong();
            }
            return type == float.class ? (Object) random.nextFloat() : (Object) random.nextDouble();
        }
    }
}
