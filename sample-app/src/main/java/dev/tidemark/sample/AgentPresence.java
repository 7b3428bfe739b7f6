package dev.tidemark.sample;

import dev.tidemark.Tidemark;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;

/** Whether the agent runs here, asked in a way that survives the answer "its classes do not even exist". */
final class AgentPresence {
    /** How to start with it, where its jar is not known. */
    static final String COMMAND = "java -javaagent:tidemark-agent.jar -jar sample-app.jar";

    /** The answer to a user who started without it. */
    static final String HOW_TO_START = "the Tidemark agent does not run in this JVM: start with " + COMMAND;

    private AgentPresence() {}

    /** The API comes with the agent's jar, so without {@code -javaagent} the class is missing altogether. */
    static boolean isActive() {
        try {
            return Tidemark.isActive();
        } catch (NoClassDefFoundError e) {
            return false;
        }
    }

    /** Whether its classes are there, which are enough to read a store; see {@link #isActive} for the agent itself. */
    static boolean hasClasses() {
        try {
            Tidemark.isActive();
            return true;
        } catch (NoClassDefFoundError e) {
            return false;
        }
    }

    /** The jar of the agent that runs here, to be typed in this JVM's folder. Ask only while it {@linkplain #isActive runs}. */
    static String jar() {
        CodeSource source = Tidemark.class.getProtectionDomain().getCodeSource();
        try {
            Path jar = Path.of(source.getLocation().toURI());
            Path here = Path.of("").toAbsolutePath();
            if (Files.isRegularFile(jar)) {
                return (jar.startsWith(here) ? here.relativize(jar) : jar).toString();
            }
        } catch (URISyntaxException e) {
            // Named below as everywhere else.
        }
        return "tidemark-agent.jar";
    }
}
