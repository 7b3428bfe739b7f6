package dev.tidemark.track;

import java.lang.StackWalker.StackFrame;
import java.lang.reflect.Proxy;
import java.util.Iterator;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Who is being handed an array, and through what. The JDK's own code does not count: encoders, ciphers, checksums and the like take
 * an array to read it, or to write it where another hook sees that.
 *
 * <p>The one who counts is the immediate caller. Frames that are hidden from stack traces are looked at: a method reference is a hidden
 * class of the application, though a stream of the JDK calls it. Method handles and reflection count as the application's at once,
 * because the JDK asks for no array that way.
 *
 * @param how class and method that hands the array out
 * @param who class and method that gets it
 */
record ArrayTaker(String how, String who) {
    private static final StackWalker WALKER = StackWalker.getInstance(
            Set.of(StackWalker.Option.RETAIN_CLASS_REFERENCE, StackWalker.Option.SHOW_HIDDEN_FRAMES));

    /** The methods with the hook, and the one that leads to another. */
    private static final Set<String> DOORS = Set.of(
            "java.nio.ByteBuffer.array",
            "java.nio.ByteBuffer.wrap",
            "java.lang.foreign.MemorySegment.ofArray",
            "jdk.incubator.foreign.MemorySegment.ofArray",
            "jdk.internal.foreign.HeapMemorySegmentImpl.heapBase",
            "jdk.internal.foreign.NativeMemorySegmentImpl.address");

    /** JDK code that hands the array on to an implementation of the application's. */
    private static final Set<String> PASSED_ON = Set.of("java.util.zip.Checksum");

    private static final String BOOT = "dev.tidemark.boot.";

    private static final ClassLoader PLATFORM = ClassLoader.getPlatformClassLoader();

    /** Not a lambda: this may run where one cannot be linked. */
    private record Find(Predicate<Class<?>> holders) implements Function<Stream<StackFrame>, ArrayTaker> {
        @Override
        public ArrayTaker apply(Stream<StackFrame> frames) {
            return find(frames.iterator(), holders);
        }
    }

    private static final Find ANYBODY = new Find(null);

    /** The one on this thread's stack, above a hook; null if it is the JDK. Costs about a microsecond. */
    static ArrayTaker onStack() {
        return WALKER.walk(ANYBODY);
    }

    /**
     * As {@link #onStack()}; null also if it is a holder.
     *
     * @param holders classes that may have arrays; null for none
     */
    static ArrayTaker onStack(Predicate<Class<?>> holders) {
        return WALKER.walk(holders == null ? ANYBODY : new Find(holders));
    }

    private static ArrayTaker find(Iterator<StackFrame> frames, Predicate<Class<?>> holders) {
        StackFrame frame = null;
        boolean hook = false;
        while (frames.hasNext()) { // the agent's own frames, down to the hook
            frame = frames.next();
            if (frame.getClassName().startsWith(BOOT)) {
                hook = true;
            } else if (hook) {
                break;
            }
        }
        String how = frame != null && isDoor(frame) ? simpleName(frame) : "byte[] reference outside arrays=";
        while (frame != null && isDoor(frame)) {
            frame = frames.hasNext() ? frames.next() : null;
        }
        if (frame == null) {
            return new ArrayTaker(how, "native code");
        }
        if (holders != null && holders.test(frame.getDeclaringClass())) {
            return null;
        }
        if (isJdk(frame.getDeclaringClass()) && !isIndirect(frame) && !PASSED_ON.contains(frame.getClassName())) {
            return null;
        }
        while (frames.hasNext() && !isKnownToTheReader(frame)) {
            frame = frames.next();
        }
        return new ArrayTaker(how, name(frame));
    }

    /** JDK classes are in named modules of the boot and platform loaders; the boot loader's others are agents', and ours. */
    private static boolean isJdk(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        return (loader == null || loader == PLATFORM)
                && (type.getModule().isNamed() || type.getName().startsWith(BOOT));
    }

    /** A nested class may have a method of its own that leads to the one with the hook: javac makes such. */
    private static boolean isDoor(StackFrame frame) {
        String type = frame.getClassName();
        int nested = type.indexOf('$');
        return DOORS.contains((nested < 0 ? type : type.substring(0, nested)) + "." + frame.getMethodName());
    }

    private static boolean isKnownToTheReader(StackFrame frame) {
        Class<?> type = frame.getDeclaringClass();
        return !isJdk(type) && !type.isHidden() && !isIndirect(frame) && !Proxy.isProxyClass(type);
    }

    private static boolean isIndirect(StackFrame frame) {
        String name = frame.getClassName();
        return name.startsWith("java.lang.invoke.")
                || name.startsWith("java.lang.reflect.")
                || name.startsWith("jdk.internal.reflect.");
    }

    private static String name(StackFrame frame) {
        return frame.getClassName() + "." + frame.getMethodName();
    }

    private static String simpleName(StackFrame frame) {
        return frame.getDeclaringClass().getSimpleName() + "." + frame.getMethodName() + "()";
    }
}
