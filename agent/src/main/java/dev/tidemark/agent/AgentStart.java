package dev.tidemark.agent;

import dev.tidemark.Tidemark;
import dev.tidemark.instrument.HookInstaller;
import dev.tidemark.instrument.HookReport;
import dev.tidemark.options.AgentOptions;
import java.io.IOException;
import java.lang.instrument.Instrumentation;

/**
 * The part of a start that comes before the boot package is defined: no class that refers to the boot package may be loaded
 * until then, or the system class loader would bring its own copy.
 */
final class AgentStart {
    private AgentStart() {}

    /**
     * Starts the agent.
     *
     * @param attached whether the JVM runs already, so that the beans must be there when this returns
     * @throws IllegalArgumentException if an option is wrong; nothing has happened then
     */
    static synchronized void start(String agentString, Instrumentation instrumentation, boolean attached)
            throws IOException {
        AgentOptions options = AgentOptions.parse(agentString);
        Log log = new Log(options.log());
        if (Tidemark.isActive()) {
            log.warn("the agent runs in this JVM already; a second start changes nothing");
            return;
        }
        if (ModuleLayer.boot().findModule("java.management").isEmpty()) {
            throw new IOException(
                    "this runtime image lacks the module java.management, which harvests need: add it to the image");
        }
        HookReport report = HookInstaller.install(instrumentation);
        AgentRuntime.assemble(options, report, log, attached);
        AgentPresence.publish(instrumentation, agentString);
    }
}
