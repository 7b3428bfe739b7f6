package dev.tidemark.it.loops;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.Buffer;

/** Memory segments over the memory of {@link Constants}, which compiled code takes for constants. By reflection. */
final class ConstantSegments {
    private static final MethodHandle PUT_HEAP = put("ofArray", byte[].class, Constants.ARRAY);
    private static final MethodHandle PUT_DIRECT = put("ofBuffer", Buffer.class, Constants.DIRECT);

    private ConstantSegments() {}

    static void putHeap(long byteOffset, long value) {
        try {
            PUT_HEAP.invokeExact(byteOffset, value);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    static void putDirect(long byteOffset, long value) {
        try {
            PUT_DIRECT.invokeExact(byteOffset, value);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** {@code (long byteOffset, long value)}: {@code MemorySegment.set} with all else bound. */
    private static MethodHandle put(String factory, Class<?> memoryType, Object memory) {
        try {
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            Class<?> type = Class.forName("java.lang.foreign.MemorySegment");
            Class<?> layoutType = Class.forName("java.lang.foreign.ValueLayout$OfLong");
            Object layout = Class.forName("java.lang.foreign.ValueLayout")
                    .getField("JAVA_LONG_UNALIGNED")
                    .get(null);
            Object segment = type.getMethod(factory, memoryType).invoke(null, memory);
            MethodType set = MethodType.methodType(void.class, layoutType, long.class, long.class);
            return MethodHandles.insertArguments(lookup.findVirtual(type, "set", set), 0, segment, layout);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
