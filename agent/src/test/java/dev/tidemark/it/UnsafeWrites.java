package dev.tidemark.it;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Random;

/** Random writes through every mutator of {@code sun.misc.Unsafe}, to an array or to an address. */
final class UnsafeWrites {
    private static final List<Method> MUTATORS = RawMemory.mutators();

    private final Picker pick;
    private final Random random;

    UnsafeWrites(Picker pick) {
        this.pick = pick;
        this.random = pick.random();
    }

    static int mutators() {
        return MUTATORS.size();
    }

    /**
     * One random write.
     *
     * @param array null for native memory
     * @param start address or array offset of the memory's first byte
     */
    void write(Object array, long start, int capacity, WriteSink sink) {
        Method method = MUTATORS.get(random.nextInt(MUTATORS.size()));
        Class<?>[] types = method.getParameterTypes();
        boolean byBase = types[0] == Object.class;
        if (!byBase && array != null) {
            return;
        }
        boolean bulk = method.getName().equals("setMemory") || method.getName().equals("copyMemory");
        int bytes = bulk
                ? pick.length(capacity)
                : method.getName().equals("putAddress") ? 8 : bytes(types[types.length - 1]);
        int i = pick.index(0, capacity, bytes);
        Object[] arguments =
                switch (method.getName()) {
                    case "setMemory" ->
                        byBase
                                ? new Object[] {array, start + i, (long) bytes, (byte) random.nextInt()}
                                : new Object[] {start + i, (long) bytes, (byte) random.nextInt()};
                    case "copyMemory" -> {
                        long from = start + pick.index(0, capacity, bytes);
                        yield byBase
                                ? new Object[] {array, from, array, start + i, (long) bytes}
                                : new Object[] {from, start + i, (long) bytes};
                    }
                    default -> values(types, byBase, array, start + i);
                };
        RawMemory.call(method, arguments);
        sink.touched(i, bytes);
    }

    private Object[] values(Class<?>[] types, boolean byBase, Object array, long at) {
        Object[] arguments = new Object[types.length];
        int next = 0;
        if (byBase) {
            arguments[next++] = array;
        }
        arguments[next++] = at;
        while (next < types.length) {
            arguments[next] = value(types[next]);
            next++;
        }
        return arguments;
    }

    private Object value(Class<?> type) {
        return switch (type.getName()) {
            case "boolean" -> random.nextBoolean();
            case "byte" -> (byte) random.nextInt();
            case "short" -> (short) random.nextInt();
            case "char" -> (char) random.nextInt();
            case "int" -> random.nextInt(2); // so that half of the compares succeed after one another
            case "long" -> (long) random.nextInt(2);
            case "float" -> random.nextFloat();
            default -> random.nextDouble();
        };
    }

    private static int bytes(Class<?> type) {
        return switch (type.getName()) {
            case "boolean", "byte" -> 1;
            case "short", "char" -> 2;
            case "int", "float" -> 4;
            default -> 8;
        };
    }
}
