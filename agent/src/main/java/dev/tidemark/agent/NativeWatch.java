package dev.tidemark.agent;

import dev.tidemark.boot.LibraryListener;
import dev.tidemark.instrument.NativeMethods;
import dev.tidemark.track.RegionTracker;
import java.lang.instrument.Instrumentation;
import java.util.function.UnaryOperator;

/** Makes what looks for native methods when the first library is loaded, because most programs load none. Thread-safe. */
final class NativeWatch implements LibraryListener, UnaryOperator<String> {
    private final Instrumentation instrumentation;
    private final RegionTracker tracker;
    private NativeMethods methods;

    NativeWatch(Instrumentation instrumentation, RegionTracker tracker) {
        this.instrumentation = instrumentation;
        this.tracker = tracker;
    }

    /** Runs in the hook. */
    @Override
    public String loading(Class<?> by, String library) {
        return methods().loading(by, library);
    }

    /** A native method was found. */
    @Override
    public String apply(String how) {
        return tracker.allNativeExposed(how);
    }

    synchronized NativeMethods methods() {
        if (methods == null) {
            methods = new NativeMethods(instrumentation, this);
        }
        return methods;
    }
}
