package dev.tidemark.instrument.arrays;

import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.util.ArrayList;
import java.util.List;

/** The option {@code arrays=}: brings the rewriting of application classes into the JVM. */
public final class WatchedArrays {
    private WatchedArrays() {}

    /**
     * Rewrites the application's classes from now on, and those that are loaded already. To be called before the application runs:
     * a method that runs goes on with its old code.
     */
    public static void install(Instrumentation instrumentation, ClassPatterns holders, ArrayWatch watch) {
        instrumentation.addTransformer(new ArrayTransformer(holders, watch, hooks()), true);
        List<Class<?>> loaded = new ArrayList<>();
        for (Class<?> each : instrumentation.getAllLoadedClasses()) {
            if (each.getName().equals("java.lang.invoke.MethodHandles$Lookup")
                    || isOfApplication(each) && instrumentation.isModifiableClass(each)) {
                loaded.add(each);
            }
        }
        for (Class<?> each : loaded) {
            try {
                instrumentation.retransformClasses(each);
            } catch (UnmodifiableClassException | RuntimeException | LinkageError e) {
                watch.leftAlone(each.getName(), e.toString());
            }
        }
    }

    private static Class<?> hooks() {
        try {
            return Class.forName(JdkArrayMethods.HOOKS.replace('/', '.'), false, null);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("the boot package is not defined", e);
        }
    }

    private static boolean isOfApplication(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        boolean ofJdk =
                type.getModule().isNamed() && (loader == null || loader == ClassLoader.getPlatformClassLoader());
        boolean ofAgent = type.getName().startsWith("dev.tidemark.")
                && (loader == null || type.getProtectionDomain() == WatchedArrays.class.getProtectionDomain());
        return !ofJdk && !ofAgent && !type.isHidden() && !type.isArray();
    }
}
