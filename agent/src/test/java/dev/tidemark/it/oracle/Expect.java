package dev.tidemark.it.oracle;

/** What an operation expects of the JDK; no JUnit here, because the program runs without it. */
final class Expect {
    /** A call that may throw anything. */
    interface Call {
        void run() throws Throwable;
    }

    private Expect() {}

    static void that(boolean condition, String what) {
        if (!condition) {
            throw new AssertionError(what);
        }
    }

    /** The call must throw one of those. */
    @SafeVarargs
    static void thrown(Call call, Class<? extends Throwable>... types) throws Throwable {
        if (!maybeThrown(call, types)) {
            throw new AssertionError("nothing was thrown");
        }
    }

    /** The call may throw one of those; whether it did. */
    @SafeVarargs
    static boolean maybeThrown(Call call, Class<? extends Throwable>... types) throws Throwable {
        try {
            call.run();
            return false;
        } catch (Throwable e) {
            for (Class<? extends Throwable> type : types) {
                if (type.isInstance(e)) {
                    return true;
                }
            }
            throw e;
        }
    }
}
