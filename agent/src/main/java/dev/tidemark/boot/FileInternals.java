package dev.tidemark.boot;

import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import jdk.internal.misc.Unsafe;
import jdk.internal.misc.VM;

/** What only the JDK's own file channels know and do. Initialised when it is first needed. */
final class FileInternals {
    private static final Unsafe U = Unsafe.getUnsafe();
    private static final int INTERRUPTED = -3;
    private static final long ADDRESS;
    private static final long PAGE_POSITION;
    private static final Method CREATE_KEY;
    private static final Method TRUNCATE;
    private static final Method MAPPED_POOL;
    private static final Method SYNC_MAPPED_POOL;

    static {
        try {
            CREATE_KEY = method("FileKey", "create", FileDescriptor.class);
            TRUNCATE = method("FileDispatcherImpl", "truncate0", FileDescriptor.class, long.class);
            MAPPED_POOL = method("FileChannelImpl", "getMappedBufferPool");
            SYNC_MAPPED_POOL = method("FileChannelImpl", "getSyncMappedBufferPool");
            Class<?> unmapper = Class.forName("sun.nio.ch.FileChannelImpl$Unmapper");
            ADDRESS = U.objectFieldOffset(unmapper, "address");
            PAGE_POSITION = U.objectFieldOffset(unmapper, "pagePosition");
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private FileInternals() {}

    /** Where a mapping begins: the address of the byte that was asked for, not that of its system page. */
    static long address(Object unmapper) {
        return U.getLong(unmapper, ADDRESS) + U.getInt(unmapper, PAGE_POSITION);
    }

    /** What tells files apart, for an open one. */
    static Object key(FileDescriptor open) throws IOException {
        return call(CREATE_KEY, open);
    }

    /** How many files the JVM has mapped. */
    static long mappings() throws IOException {
        return ((VM.BufferPool) call(MAPPED_POOL)).getCount() + ((VM.BufferPool) call(SYNC_MAPPED_POOL)).getCount();
    }

    /** Cuts or extends an open file, whose position is not defined then. */
    static void truncate(FileDescriptor open, long byteSize) throws IOException {
        while ((Integer) call(TRUNCATE, open, byteSize) == INTERRUPTED) {
            // as the JDK does: once more
        }
    }

    private static Object call(Method method, Object... arguments) throws IOException {
        try {
            return method.invoke(null, arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IOException(e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalAccessError(e.getMessage());
        }
    }

    /** A static method of that class of {@code sun.nio.ch}, or of one that it extends. */
    private static Method method(String type, String name, Class<?>... parameters) throws ReflectiveOperationException {
        Class<?> owner = Class.forName("sun.nio.ch.".concat(type));
        while (true) {
            try {
                Method found = owner.getDeclaredMethod(name, parameters);
                found.setAccessible(true);
                return found;
            } catch (NoSuchMethodException e) {
                owner = owner.getSuperclass();
                if (owner == null) {
                    throw e;
                }
            }
        }
    }
}
