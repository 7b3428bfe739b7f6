package dev.tidemark.it.oracle;

import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A method of the JDK that a case exercises. Cases call it through this class, which notes the call: so what a case says it
 * exercises can be checked against what it does.
 */
final class Api {
    private static final Set<String> CALLED = ConcurrentHashMap.newKeySet();

    private final Method method;
    private final String signature;

    private Api(Method method) {
        this.method = method;
        this.signature = method.getDeclaringClass().getName() + "." + method.getName()
                + MethodType.methodType(method.getReturnType(), method.getParameterTypes())
                        .toMethodDescriptorString();
    }

    /** The method, which must be declared in {@code owner} itself, not inherited. */
    static Api of(Class<?> owner, String name, Class<?>... parameters) {
        try {
            return new Api(owner.getDeclaredMethod(name, parameters));
        } catch (NoSuchMethodException e) {
            throw new IllegalArgumentException("no such method in this JDK: " + e.getMessage(), e);
        }
    }

    static Api of(Method method) {
        return new Api(method);
    }

    Method method() {
        return method;
    }

    /** Such as {@code java.nio.ByteBuffer.putLong(IJ)Ljava/nio/ByteBuffer;}. */
    String signature() {
        return signature;
    }

    /** Calls the method on {@code receiver}, which is null for static ones, and throws what it throws. */
    Object call(Object receiver, Object... arguments) throws Throwable {
        CALLED.add(signature);
        try {
            return method.invoke(receiver, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** As {@link #call}, for methods that return how much they wrote. */
    int count(Object receiver, Object... arguments) throws Throwable {
        return ((Number) call(receiver, arguments)).intValue();
    }

    /** Signatures of all methods called since the start. */
    static Set<String> called() {
        return Set.copyOf(CALLED);
    }

    @Override
    public String toString() {
        return signature;
    }
}
