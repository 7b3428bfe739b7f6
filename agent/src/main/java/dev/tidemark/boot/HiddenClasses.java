package dev.tidemark.boot;

import java.lang.StackWalker.StackFrame;
import java.lang.invoke.MethodHandles;
import java.util.Iterator;
import java.util.function.Function;
import java.util.stream.Stream;

/** Tells who defines a hidden class. The JDK's own do no more than pass values on: lambdas, proxies and the like. */
final class HiddenClasses implements Function<Stream<StackFrame>, Boolean> {
    private static final StackWalker WALKER = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    /** Not a lambda: this runs where one is linked. */
    private static final HiddenClasses SEARCH = new HiddenClasses();

    private HiddenClasses() {}

    /** Whether the caller of {@link MethodHandles.Lookup}, which called this, is no class of the JDK. */
    static boolean areDefinedByApplication() {
        return WALKER.walk(SEARCH);
    }

    @Override
    public Boolean apply(Stream<StackFrame> frames) {
        Iterator<StackFrame> each = frames.iterator();
        boolean inLookup = false;
        while (each.hasNext()) {
            Class<?> type = each.next().getDeclaringClass();
            if (type == MethodHandles.Lookup.class) {
                inLookup = true;
            } else if (inLookup) {
                return !isOfJdk(type);
            }
        }
        return true;
    }

    private static boolean isOfJdk(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        return type.getModule().isNamed() && (loader == null || loader == ClassLoader.getPlatformClassLoader());
    }
}
