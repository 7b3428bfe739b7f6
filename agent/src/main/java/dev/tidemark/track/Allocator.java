package dev.tidemark.track;

import java.util.Set;

/** Finds the class that allocated a buffer: the first one on the stack that is not the JDK's way to an allocation. */
final class Allocator {
    private static final StackWalker WALKER = StackWalker.getInstance();

    /** Classes of the JDK that allocate scratch buffers for I/O on heap buffers. Nobody's guest RAM. */
    private static final Set<String> SCRATCH = Set.of("sun.nio.ch.Util", "sun.nio.ch.IOUtil");

    private static final String[] PLUMBING = {
        "java.nio.",
        "sun.nio.ch.",
        "jdk.internal.",
        "dev.tidemark.boot.",
        "dev.tidemark.track.",
        "dev.tidemark.instrument."
    };

    private Allocator() {}

    /** The class's name, or null if the buffer is scratch memory of the JDK itself. */
    static String find() {
        return WALKER.walk(frames -> {
            java.util.Iterator<StackWalker.StackFrame> each = frames.iterator();
            String name = "unknown";
            while (each.hasNext()) {
                name = each.next().getClassName();
                if (SCRATCH.contains(name)) {
                    return null;
                }
                if (!isPlumbing(name)) {
                    return name;
                }
            }
            return name;
        });
    }

    /** Class and method of the application that called whatever runs, or null if it is all the JDK's and the agent's. */
    static String caller() {
        return WALKER.walk(frames -> {
            java.util.Iterator<StackWalker.StackFrame> each = frames.iterator();
            while (each.hasNext()) {
                StackWalker.StackFrame frame = each.next();
                String name = frame.getClassName();
                if (!isPlumbing(name) && !name.startsWith("java.") && !name.startsWith("sun.")) {
                    return name + "." + frame.getMethodName();
                }
            }
            return null;
        });
    }

    private static boolean isPlumbing(String name) {
        for (String prefix : PLUMBING) {
            if (name.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }
}
