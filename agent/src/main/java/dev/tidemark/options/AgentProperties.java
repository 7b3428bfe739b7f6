package dev.tidemark.options;

/**
 * Names of the agent properties by which a JVM with the agent makes itself known to tools that attach to it. Read with
 * {@code VirtualMachine.getAgentProperties()}; their presence costs the target nothing.
 */
public final class AgentProperties {
    /** The agent's version; present once the agent has started. */
    public static final String VERSION = "dev.tidemark.version";

    /** The options in force, as an agent string. */
    public static final String OPTIONS = "dev.tidemark.options";

    /** One line that says why the last start of the agent failed; absent if none did. */
    public static final String FAILURE = "dev.tidemark.failure";

    /** What {@link #answerTo} holds where that start brought the agent up. */
    public static final String STARTED = "started\n";

    private AgentProperties() {}

    /**
     * The property with the answer to one of the last starts: {@link #STARTED}, or where the agent ran already, what {@link
     * Change#write} wrote. Each agent string has an answer of its own, because two may attach at once, and both read their
     * answer after the start has ended.
     *
     * @param agentString what the agent was started with; may be empty
     */
    public static String answerTo(String agentString) {
        return "dev.tidemark.answer." + agentString;
    }
}
