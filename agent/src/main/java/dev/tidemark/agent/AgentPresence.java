package dev.tidemark.agent;

import dev.tidemark.options.AgentProperties;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/** Makes the agent known to tools that attach, without touching the application's system properties. */
final class AgentPresence {
    /** More than may attach at once. */
    private static final int ANSWERS = 16;

    private static final Deque<String> ANSWERED = new ArrayDeque<>();

    private AgentPresence() {}

    /**
     * The agent runs.
     *
     * @param options those in force
     * @param agentString what this start asked for; may be null
     * @param answer see {@link AgentProperties#answerTo}
     */
    static synchronized void publish(Instrumentation instrumentation, String options, String agentString, String answer)
            throws IOException {
        Properties properties = agentProperties(instrumentation);
        properties.setProperty(AgentProperties.VERSION, Version.TEXT);
        properties.setProperty(AgentProperties.OPTIONS, options);
        properties.remove(AgentProperties.FAILURE);
        String key = AgentProperties.answerTo(agentString == null ? "" : agentString);
        properties.setProperty(key, answer);
        ANSWERED.remove(key);
        ANSWERED.add(key);
        if (ANSWERED.size() > ANSWERS) {
            properties.remove(ANSWERED.remove());
        }
    }

    /** The agent was attached and could not start; the one who attached it learns no more than that otherwise. */
    static void publishFailure(Instrumentation instrumentation, String reason) throws IOException {
        agentProperties(instrumentation).setProperty(AgentProperties.FAILURE, reason);
    }

    private static Properties agentProperties(Instrumentation instrumentation) throws IOException {
        Set<Module> agent = Set.of(AgentPresence.class.getModule());
        instrumentation.redefineModule(
                Object.class.getModule(), Set.of(), Map.of("jdk.internal.vm", agent), Map.of(), Set.of(), Map.of());
        try {
            return (Properties) Class.forName("jdk.internal.vm.VMSupport")
                    .getMethod("getAgentProperties")
                    .invoke(null);
        } catch (ReflectiveOperationException e) {
            throw new IOException("cannot publish the agent's properties: " + e, e);
        }
    }
}
