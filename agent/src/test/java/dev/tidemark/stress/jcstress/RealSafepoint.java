package dev.tidemark.stress.jcstress;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** The agent's own safepoint, which a mutant may have removed. */
final class RealSafepoint {
    private static final MethodHandle PASS = find();

    private RealSafepoint() {}

    static void pass() {
        try {
            PASS.invokeExact();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static MethodHandle find() {
        try {
            Class<?> type = Class.forName("dev.tidemark.track.Safepoint");
            return MethodHandles.privateLookupIn(type, MethodHandles.lookup())
                    .findStatic(type, "pass", MethodType.methodType(void.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
