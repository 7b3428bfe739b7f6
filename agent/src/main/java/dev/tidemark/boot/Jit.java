package dev.tidemark.boot;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.MutableCallSite;
import java.lang.reflect.Method;
import jdk.internal.vm.annotation.ForceInline;

/**
 * What is known of the compilers of this JVM.
 *
 * <p>The order of plain memory accesses is argued from HotSpot's own compilers, see {@link Marks}. In a JVM with another one
 * nothing is taken for granted.
 */
final class Jit {
    /** This JVM compiles with C1 and C2 alone, and what they promise is relied on. */
    static final boolean KNOWN = isKnown();

    /** {@code Long.compareUnsigned} is one instruction; before, it is a comparison of three outcomes. */
    static final boolean COMPARES_UNSIGNED = Runtime.version().feature() >= 19;

    /** Stores become visible in program order, whoever looks. */
    private static final boolean ORDERED_STORES = isOrdered();

    /** {@code (Object)boolean}: whether its argument is a constant of compiled code. False in code that C2 did not compile. */
    private static final MethodHandle IS_CONSTANT = isConstant();

    /** Asked by {@link #isC2}: the handle above; or, while every mark is to be announced, one that always says false. */
    private static final MutableCallSite C2 = new MutableCallSite(IS_CONSTANT);

    private Jit() {}

    /**
     * Sets whether code that C2 compiled announces its marks, as all other code does. Throws that code away, in which the answer of
     * {@link #isC2} is a constant, so loops that run already follow at once.
     */
    static void announceAll(boolean all) {
        C2.setTarget(
                all
                        ? MethodHandles.dropArguments(MethodHandles.constant(boolean.class, false), 0, Object.class)
                        : IS_CONSTANT);
    }

    /**
     * Whether the code that asks was compiled by C2, and stores are seen in program order. A constant there, so that one of two
     * branches is no code. False in the interpreter and in code of C1, and everywhere while all marks are announced.
     */
    @ForceInline
    static boolean isC2() {
        if (!ORDERED_STORES) {
            return false;
        }
        try {
            return (boolean) C2.getTarget().invokeExact((Object) "");
        } catch (Throwable e) {
            return false;
        }
    }

    private static boolean isKnown() {
        String version = System.getProperty("java.vm.version", "");
        String name = System.getProperty("java.vm.name", "");
        return !version.contains("jvmci") && (name.contains("OpenJDK") || name.contains("HotSpot"));
    }

    private static boolean isOrdered() {
        String machine = System.getProperty("os.arch", "");
        return KNOWN && (machine.equals("amd64") || machine.equals("x86_64"));
    }

    private static MethodHandle isConstant() {
        MethodType type = MethodType.methodType(boolean.class, Object.class);
        try {
            Method method = Class.forName("java.lang.invoke.MethodHandleImpl")
                    .getDeclaredMethod("isCompileConstant", Object.class);
            method.setAccessible(true);
            return MethodHandles.lookup().unreflect(method).asType(type);
        } catch (ReflectiveOperationException | RuntimeException e) {
            return MethodHandles.dropArguments(MethodHandles.constant(boolean.class, false), 0, Object.class);
        }
    }
}
