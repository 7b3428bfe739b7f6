package dev.tidemark.boot;

import jdk.internal.misc.Unsafe;

/** Where the native segments of JDK 17's incubator are. Initialised when the first one is met. */
final class SegmentAccess {
    private static final Unsafe U = Unsafe.getUnsafe();
    private static final long MIN;
    private static final long LENGTH;

    static {
        try {
            Class<?> type = Class.forName("jdk.internal.foreign.NativeMemorySegmentImpl", false, null);
            MIN = U.objectFieldOffset(type, "min");
            LENGTH = U.objectFieldOffset(type.getSuperclass(), "length");
        } catch (ClassNotFoundException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private SegmentAccess() {}

    static long address(Object segment) {
        return U.getLong(segment, MIN);
    }

    static long byteSize(Object segment) {
        return U.getLong(segment, LENGTH);
    }
}
