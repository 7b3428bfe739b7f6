package dev.tidemark.agent;

import dev.tidemark.instrument.HookInstaller;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Looks at all stacks, in one stop of the JVM, for threads that may be between a store and its mark: those inside a method that
 * carries a hook, or inside the agent's own helpers that store.
 *
 * <p>Errs to one side: a thread that is named may not be storing at all. A carrier that runs a virtual thread is named too,
 * because its stack does not show what that one does. The agent's helpers are on the stacks although they are marked hidden: only stack walks leave
 * those out.
 *
 * <p><b>Not seen</b> is a virtual thread that was unmounted inside a hooked method. The JDK's hooked methods never unmount one, but
 * a cipher or charset of the application's own could, and so could a stream that fills an array in parts under {@code arrays=}:
 * what it wrote before may be called a miss though its mark would come when it goes on.
 *
 * <p>Costs a walk of every stack. Thread-safe.
 */
final class StoringThreads implements Supplier<Set<Thread>> {
    private static final String BOOT = "dev.tidemark.boot.";

    /** Names of methods by the name of their class. */
    private volatile Map<String, Set<String>> hooked;

    @Override
    public Set<Thread> get() {
        if (hooked == null) {
            hooked = HookInstaller.storingMethods();
        }
        Set<Thread> storing = new HashSet<>();
        for (Map.Entry<Thread, StackTraceElement[]> entry :
                Thread.getAllStackTraces().entrySet()) {
            for (StackTraceElement frame : entry.getValue()) {
                if (mayStore(frame.getClassName(), frame.getMethodName())) {
                    storing.add(entry.getKey());
                    break;
                }
            }
        }
        storing.remove(Thread.currentThread());
        return storing;
    }

    boolean mayStore(String type, String method) {
        return hooked.getOrDefault(type, Set.of()).contains(method)
                || type.startsWith(BOOT)
                || type.equals("java.lang.VirtualThread") && method.equals("runContinuation");
    }
}
