package dev.tidemark.boot;

import java.lang.reflect.Field;
import jdk.internal.misc.Unsafe;

/** Reads fields of any class, whatever their access, their module and the kind of class that declares them. Runs no code of it. */
public final class FieldAccess {
    private static final Unsafe U = Unsafe.getUnsafe();

    private FieldAccess() {}

    /** Whether the static fields of the class have the values that its initialiser gives them. */
    public static boolean isInitialized(Class<?> type) {
        return !U.shouldBeInitialized(type);
    }

    /**
     * The reference in a field, as another thread wrote it last.
     *
     * @param field of a reference type
     * @param owner an instance of the class that declares the field; ignored if it is static
     */
    public static Object read(Field field, Object owner) {
        boolean isStatic = (field.getModifiers() & java.lang.reflect.Modifier.STATIC) != 0;
        return isStatic
                ? U.getReferenceVolatile(U.staticFieldBase(field), U.staticFieldOffset(field))
                : U.getReferenceVolatile(owner, U.objectFieldOffset(field));
    }
}
