package dev.tidemark.track;

import java.lang.reflect.Method;

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

    private static Method method(Object object, String interfaceName, String method) {
        Class<?> type = find(object.getClass(), interfaceName);
        try {
            return type == null ? null : type.getMethod(method);
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
