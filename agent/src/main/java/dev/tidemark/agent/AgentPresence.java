package dev.tidemark.agent;

import dev.tidemark.options.AgentProperties;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/** Makes the agent known to tools that attach, without touching the application's system properties. */
final class AgentPresence {
    private AgentPresence() {}

    static void publish(Instrumentation instrumentation, String agentString) throws IOException {
        Set<Module> agent = Set.of(AgentPresence.class.getModule());
        instrumentation.redefineModule(
                Object.class.getModule(), Set.of(), Map.of("jdk.internal.vm", agent), Map.of(), Set.of(), Map.of());
        try {
            Properties properties = (Properties) Class.forName("jdk.internal.vm.VMSupport")
                    .getMethod("getAgentProperties")
                    .invoke(null);
            properties.setProperty(AgentProperties.VERSION, Version.TEXT);
            properties.setProperty(AgentProperties.OPTIONS, agentString == null ? "" : agentString);
        } catch (ReflectiveOperationException e) {
            throw new IOException("cannot publish the agent's properties: " + e, e);
        }
    }
}
