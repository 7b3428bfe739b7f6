package dev.tidemark.agent;

import dev.tidemark.Tidemark;
import dev.tidemark.instrument.HookInstaller;
import dev.tidemark.instrument.HookReport;
import dev.tidemark.options.AgentOptions;
import dev.tidemark.options.AgentProperties;
import dev.tidemark.options.Change;
import java.io.IOException;
import java.lang.instrument.Instrumentation;

/**
 * The part of a start that comes before the boot package is defined: no class that refers to the boot package may be loaded
 * until then, or the system class loader would bring its own copy.
 */
final class AgentStart {
    private AgentStart() {}

    /**
     * Starts the agent, or changes its options if it runs already.
     *
     * @param attached whether the JVM runs already, so that the beans must be there when this returns
     * @throws IllegalArgumentException if an option is wrong; nothing has happened then
     */
    static synchronized void start(String agentString, Instrumentation instrumentation, boolean attached)
            throws IOException {
        AgentOptions options = AgentOptions.parse(agentString);
        String answer;
        if (Tidemark.isActive()) {
            answer = Change.write(AgentRuntime.change(options, attached));
        } else {
            if (ModuleLayer.boot().findModule("java.management").isEmpty()) {
                throw new IOException(
                        "this runtime image lacks the module java.management, which harvests need: add it to the image");
            }
            refuseLateArrays(options, attached);
            HookReport report = HookInstaller.install(instrumentation);
            AgentRuntime.assemble(options, report, instrumentation, attached);
            answer = AgentProperties.STARTED;
        }
        AgentPresence.publish(instrumentation, AgentRuntime.options(), agentString, answer);
    }

    private static void refuseLateArrays(AgentOptions options, boolean attached) {
        if (attached && !options.arrays().isEmpty()) {
            throw new IllegalArgumentException(
                    "agent option arrays is refused: must be given when the JVM starts, because"
                            + " methods that run already keep their old code; start with -javaagent, or attach without it and"
                            + " buffers whose array is handed out are compared by hashes");
        }
    }
}
