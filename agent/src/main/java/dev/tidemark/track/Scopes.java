package dev.tidemark.track;

import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Life and death of foreign memory: the scope of a {@code MemorySegment} or {@code Arena}, on JDK 22+ and on 17's incubator. By
 * reflection, because the agent's classes know neither.
 */
final class Scopes {
    private static final String[][] HAVE_SCOPE = {
        {"java.lang.foreign.MemorySegment", "scope"},
        {"java.lang.foreign.Arena", "scope"},
        {"jdk.incubator.foreign.MemorySegment", "scope"},
    };
    private static final String[] SCOPES = {
        "java.lang.foreign.MemorySegment$Scope", "jdk.incubator.foreign.ResourceScope"
    };

    private Scopes() {}

    /** The scope of {@code owner}, {@code owner} itself if it is one, or null. */
    static Object of(Object owner) {
        for (String[] type : HAVE_SCOPE) {
            Method scope = method(owner, type[0], type[1]);
            if (scope != null) {
                return call(scope, owner);
            }
        }
        return isScope(owner) ? owner : null;
    }

    /**
     * Whether someone closes the scope. The others end with the garbage collector, and asking them again and again whether they
     * are alive would keep them so.
     */
    static boolean canClose(Object scope) {
        String type = scope.getClass().getSimpleName();
        return type.startsWith("Confined") || type.startsWith("Shared");
    }

    /**
     * Reads memory through the segment that owns it, which no close can take away meanwhile.
     *
     * @return false if its scope was closed
     */
    static boolean read(Object segment, long address, byte[] into, int at, int length) {
        return access(segment, address, length, view -> view.get(into, at, length));
    }

    /**
     * Writes memory through the segment that owns it, which no close can take away meanwhile.
     *
     * @return false if its scope was closed
     */
    static boolean write(Object segment, long address, byte[] from, int at, int length) {
        return access(segment, address, length, view -> view.put(from, at, length));
    }

    private static boolean access(Object segment, long address, int length, Consumer<ByteBuffer> access) {
        Method asSlice = find(segment.getClass(), "java.lang.foreign.MemorySegment") == null
                ? null
                : method(segment, "java.lang.foreign.MemorySegment", "asSlice", long.class, long.class);
        if (asSlice == null) {
            throw new UnsupportedOperationException(
                    "memory of a scope can be reached through a MemorySegment only: track it with the"
                            + " segment as keepAlive");
        }
        try {
            long base = (Long) call(method(segment, "java.lang.foreign.MemorySegment", "address"), segment);
            Object slice = asSlice.invoke(segment, address - base, (long) length);
            ByteBuffer view =
                    (ByteBuffer) call(method(slice, "java.lang.foreign.MemorySegment", "asByteBuffer"), slice);
            access.accept(view);
            return true;
        } catch (IllegalStateException e) {
            return false;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot reach " + segment, e);
        }
    }

    /** Whether {@code owner} is the segment of a mapped file. */
    static boolean isMapped(Object owner) {
        for (String[] type : HAVE_SCOPE) {
            Method isMapped = owner == null ? null : method(owner, type[0], "isMapped");
            if (isMapped != null) {
                return (Boolean) call(isMapped, owner);
            }
        }
        return false;
    }

    /** Whether the scope was not closed yet. */
    static boolean isAlive(Object scope) {
        for (String type : SCOPES) {
            Method isAlive = method(scope, type, "isAlive");
            if (isAlive != null) {
                return (Boolean) call(isAlive, scope);
            }
        }
        return true;
    }

    private static boolean isScope(Object object) {
        for (String type : SCOPES) {
            if (method(object, type, "isAlive") != null) {
                return true;
            }
        }
        return false;
    }

    private static Method method(Object object, String interfaceName, String method, Class<?>... parameters) {
        Class<?> type = find(object.getClass(), interfaceName);
        try {
            return type == null ? null : type.getMethod(method, parameters);
        } catch (NoSuchMethodException e) {
            return null; // a preview of the API that had it elsewhere
        }
    }

    private static Class<?> find(Class<?> type, String interfaceName) {
        if (type == null || type.getName().equals(interfaceName)) {
            return type;
        }
        for (Class<?> parent : type.getInterfaces()) {
            Class<?> found = find(parent, interfaceName);
            if (found != null) {
                return found;
            }
        }
        return find(type.getSuperclass(), interfaceName);
    }

    private static Object call(Method method, Object object) {
        try {
            return method.invoke(object);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot ask " + object.getClass().getName() + " for its scope", e);
        }
    }
}
