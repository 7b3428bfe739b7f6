package dev.tidemark.it;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** {@code sun.misc.Unsafe} by reflection, because the compiler's warning about it cannot be switched off. */
public final class RawMemory {
    private static final Class<?> TYPE = type();
    private static final Object UNSAFE = instance();
    private static final Method ALLOCATE = method("allocateMemory", long.class);
    private static final Method REALLOCATE = method("reallocateMemory", long.class, long.class);
    private static final Method FREE = method("freeMemory", long.class);
    private static final Method COPY =
            method("copyMemory", Object.class, long.class, Object.class, long.class, long.class);
    private static final Method PUT_BYTE = method("putByte", long.class, byte.class);
    private static final Method PUT_BYTE_AT = method("putByte", Object.class, long.class, byte.class);
    private static final Method PUT_LONG = method("putLong", long.class, long.class);
    private static final Method INVOKE_CLEANER = method("invokeCleaner", ByteBuffer.class);

    /** What to add to an index to get the offset in a {@code byte[]}. */
    public static final int ARRAY_BASE = (Integer) call(method("arrayBaseOffset", Class.class), byte[].class);

    private static final long BUFFER_ADDRESS = field(Buffer.class, "address");
    private static final long BUFFER_ARRAY = field(ByteBuffer.class, "hb");

    private RawMemory() {}

    public static long allocate(long bytes) {
        return (Long) call(ALLOCATE, bytes);
    }

    /** The address may change; the bytes do not. */
    public static long reallocate(long address, long bytes) {
        return (Long) call(REALLOCATE, address, bytes);
    }

    public static void free(long address) {
        call(FREE, address);
    }

    static void putByte(long address, byte value) {
        call(PUT_BYTE, address, value);
    }

    /** {@code base} is an array or null, {@code offset} what Unsafe takes for one. */
    public static void putByte(Object base, long offset, byte value) {
        call(PUT_BYTE_AT, base, offset, value);
    }

    static void putLong(long address, long value) {
        call(PUT_LONG, address, value);
    }

    public static void fill(long address, long bytes, byte value) {
        call(method("setMemory", long.class, long.class, byte.class), address, bytes, value);
    }

    public static byte[] read(long address, int bytes) {
        byte[] to = new byte[bytes];
        call(COPY, null, address, to, (long) ARRAY_BASE, (long) bytes);
        return to;
    }

    /** Copies {@code bytes} to {@code address}. */
    public static void write(long address, byte[] bytes) {
        call(COPY, bytes, (long) ARRAY_BASE, null, address, (long) bytes.length);
    }

    /** Frees a direct buffer's memory now. */
    public static void clean(ByteBuffer direct) {
        call(INVOKE_CLEANER, direct);
    }

    public static long address(ByteBuffer direct) {
        return (Long) call(method("getLong", Object.class, long.class), direct, BUFFER_ADDRESS);
    }

    /** The array behind a heap buffer, read past {@code array()}. */
    public static byte[] array(ByteBuffer heap) {
        return (byte[]) call(method("getObject", Object.class, long.class), heap, BUFFER_ARRAY);
    }

    /** Every method that stores anything but a reference. */
    public static List<Method> mutators() {
        List<Method> mutators = new ArrayList<>();
        for (Method method : TYPE.getMethods()) {
            String name = method.getName();
            boolean stores = name.startsWith("put")
                    || name.startsWith("compareAndSwap")
                    || name.startsWith("getAnd")
                    || name.equals("setMemory")
                    || name.equals("copyMemory");
            if (stores && !name.contains("Object") && !name.contains("Reference")) {
                mutators.add(method);
            }
        }
        mutators.sort(java.util.Comparator.comparing(Method::toString));
        return mutators;
    }

    public static Object call(Method method, Object... arguments) {
        try {
            return method.invoke(UNSAFE, arguments);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(method.toString(), e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Method method(String name, Class<?>... parameters) {
        try {
            return TYPE.getMethod(name, parameters);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Class<?> type() {
        try {
            return Class.forName("sun.misc.Unsafe");
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object instance() {
        try {
            Field field = TYPE.getDeclaredField("theUnsafe");
            field.setAccessible(true);
            return field.get(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long field(Class<?> owner, String name) {
        try {
            return (Long) call(method("objectFieldOffset", Field.class), owner.getDeclaredField(name));
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException(e);
        }
    }
}
