package dev.tidemark.agent;

import dev.tidemark.cli.Main;
import java.lang.instrument.Instrumentation;

/** Entry class of the jar: as {@code -javaagent}, attached to a running JVM, and as {@code java -jar}. */
public final class TidemarkAgent {
    private TidemarkAgent() {}

    /** The JVM starts with {@code -javaagent}. What is wrong stops it with one line: a JVM that runs untracked is worse. */
    public static void premain(String options, Instrumentation instrumentation) {
        try {
            AgentStart.start(options, instrumentation, false);
        } catch (Exception | LinkageError e) {
            System.err.println("tidemark: " + reason(e));
            Runtime.getRuntime().halt(1);
        }
    }

    /** The agent is attached. What is wrong is told to the one who attaches; the JVM goes on as before. */
    public static void agentmain(String options, Instrumentation instrumentation) throws Exception {
        try {
            AgentStart.start(options, instrumentation, true);
        } catch (Exception | LinkageError e) {
            AgentPresence.publishFailure(instrumentation, reason(e));
            throw e;
        }
    }

    private static String reason(Throwable e) {
        return e instanceof IllegalArgumentException ? e.getMessage() : "cannot start: " + e;
    }

    /** The command line. */
    public static void main(String[] arguments) {
        System.exit(Main.run(arguments, System.out, System.err));
    }
}
