package dev.tidemark.options;

/**
 * Names of the agent properties by which a JVM with the agent makes itself known to tools that attach to it. Read with
 * {@code VirtualMachine.getAgentProperties()}; their presence costs the target nothing.
 */
public final class AgentProperties {
    /** The agent's version; present once the agent has started. */
    public static final String VERSION = "dev.tidemark.version";

    /** The agent string that it was started with; empty for all defaults. */
    public static final String OPTIONS = "dev.tidemark.options";

    /** One line that says why the last start of the agent failed; absent if none did. */
    public static final String FAILURE = "dev.tidemark.failure";

    private AgentProperties() {}
}
