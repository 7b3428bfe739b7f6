package dev.tidemark.boot;

import jdk.internal.misc.VM;

/** How this JVM was started. */
public final class CommandLine {
    private CommandLine() {}

    /** Whether a recording of the Flight Recorder was ordered, which begins between agents and {@code main}. Costs a copy of the arguments. */
    public static boolean ordersRecording() {
        for (String argument : VM.getRuntimeArguments()) {
            if (argument.startsWith("-XX:StartFlightRecording")) {
                return true;
            }
        }
        return false;
    }
}
