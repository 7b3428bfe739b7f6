package dev.tidemark.sample;

import dev.tidemark.Tidemark;

/** Whether the agent runs here, asked in a way that survives the answer "its classes do not even exist". */
final class AgentPresence {
    /** The answer to a user who started without it. */
    static final String HOW_TO_START = "the Tidemark agent does not run in this JVM: start with"
            + " java -javaagent:agent/target/tidemark-agent.jar -jar sample-app/target/sample-app.jar";

    private AgentPresence() {}

    /** The API comes with the agent's jar, so without {@code -javaagent} the class is missing altogether. */
    static boolean isActive() {
        try {
            return Tidemark.isActive();
        } catch (NoClassDefFoundError e) {
            return false;
        }
    }
}
