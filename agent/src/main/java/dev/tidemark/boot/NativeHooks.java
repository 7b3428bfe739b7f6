package dev.tidemark.boot;

import jdk.internal.vm.annotation.ForceInline;

/**
 * The methods that rewritten JDK code calls where memory gets into the hands of native code. What it does there, nobody sees.
 *
 * <p><b>Errors.</b> They run before native code does, so what fails in them sets {@link Hooks#exposureUnsure}.
 */
public final class NativeHooks {
    /** Native code of the application's choice was called, and may know memory that is tracked only later. Never cleared. */
    public static volatile boolean called;

    /** Null until the agent is up. */
    public static volatile LibraryListener libraries;

    private NativeHooks() {}

    /**
     * A pointer is about to be passed to native code, or stored where native code may find it.
     *
     * @param byteSize of the memory that it stands for; 0 if that is not known
     * @throws IllegalStateException if the agent's {@code escape} option refuses that
     */
    @ForceInline
    public static void passed(long address, long byteSize) {
        if (!called) {
            called = true;
        }
        if (Barrier.anyAddress()) {
            tell(address, Math.max(1, byteSize), false);
        }
    }

    /** A pointer's number is about to be handed out; the listener finds out to whom. Otherwise as {@link #passed}. */
    @ForceInline
    public static void addressTaken(long address, long byteSize) {
        if (Barrier.anyAddress()) {
            tell(address, Math.max(1, byteSize), true);
        }
    }

    /**
     * As {@link #passed}, for the incubator of JDK 17, where every pointer that leaves does so as a number.
     *
     * @param segment the memory that the address belongs to; null if that is not known
     */
    public static void numberTaken(long address, Object segment) {
        if (Barrier.anyAddress()) {
            numberTakenOf(address, segment);
        }
    }

    /** Native code is about to be bound to a method handle. */
    public static void bound() {
        called = true;
    }

    /** As {@link #bound}, in a way that gives it heap arrays without a further question, if {@code heap}. */
    public static void boundCritical(boolean heap) {
        called = true;
        MemoryListener told = Hooks.listener;
        String refusal = null;
        try {
            refusal = told == null || !heap ? null : told.allExposed("Linker.Option.critical(true)");
        } catch (RuntimeException | LinkageError | VirtualMachineError e) {
            failed();
        }
        if (refusal != null) {
            throw new IllegalStateException(refusal);
        }
    }

    /**
     * A class is about to load a native library.
     *
     * @throws UnsatisfiedLinkError if the agent's {@code escape} option refuses that
     */
    public static void libraryLoading(Class<?> by, String library) {
        LibraryListener told = libraries;
        String refusal = null;
        try {
            refusal = told == null ? null : told.loading(by, library);
        } catch (RuntimeException | LinkageError | VirtualMachineError e) {
            failed();
        }
        if (refusal != null) {
            throw new UnsatisfiedLinkError(refusal);
        }
    }

    private static void numberTakenOf(long address, Object segment) {
        long from = address;
        long byteSize = 1;
        try {
            if (segment != null) {
                from = SegmentAccess.address(segment);
                byteSize = Math.max(1, SegmentAccess.byteSize(segment));
            }
        } catch (RuntimeException | LinkageError | VirtualMachineError e) {
            failed();
        }
        tell(from, byteSize, false);
    }

    private static void tell(long address, long byteSize, boolean asNumber) {
        MemoryListener told = Hooks.listener;
        String refusal = null;
        try {
            if (told != null) {
                refusal = asNumber
                        ? told.addressTaken(address, byteSize)
                        : told.nativeExposed(address, byteSize, "a pointer passed to native code");
            }
        } catch (RuntimeException | LinkageError | VirtualMachineError e) {
            failed();
        }
        if (refusal != null) {
            throw new IllegalStateException(refusal);
        }
    }

    private static void failed() {
        Hooks.exposureUnsure = true;
        Hooks.failures++;
    }
}
