package dev.tidemark.boot;

import jdk.internal.misc.VM;

/** How this JVM was started. */
public final class CommandLine {
    private CommandLine() {}

    /** Whether it was told to begin a recording of the Flight Recorder, which it does between agents and {@code main}. */
    public static boolean ordersRecording() {
        // Null where there are none, as may be in a JVM that is attached to.
        String[] arguments = VM.getRuntimeArguments();
        for (int i = 0; arguments != null && i < arguments.length; i++) {
            if (arguments[i].startsWith("-XX:StartFlightRecording")) {
                return true;
            }
        }
        return false;
    }
}
