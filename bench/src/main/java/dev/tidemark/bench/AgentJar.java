package dev.tidemark.bench;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the finished agent: the one built beside benchmarks.jar, or the one that {@code -Dtidemark.agent=PATH} names. */
final class AgentJar {
    private static final String PROPERTY = "tidemark.agent";
    private static final String PROJECT = "../..";
    private static final String BUILT = "agent/target/tidemark-agent.jar";

    private AgentJar() {}

    /**
     * The jar's absolute path.
     *
     * @throws IllegalStateException if there is no such file
     */
    static Path find() {
        String named = System.getProperty(PROPERTY);
        Path jar = named != null ? Path.of(named) : ofProject(BUILT);
        jar = jar.toAbsolutePath().normalize();
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException("no agent at " + jar
                    + ": build it with mvn package, or name it with java -D" + PROPERTY + "=PATH -jar benchmarks.jar");
        }
        return jar;
    }

    /** A path of the project whose benchmarks.jar this is, absolute. */
    static Path ofProject(String path) {
        return ownDirectory().resolve(PROJECT).resolve(path).normalize();
    }

    private static Path ownDirectory() {
        try {
            return Path.of(AgentJar.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toAbsolutePath()
                    .getParent();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("cannot tell where benchmarks.jar is", e);
        }
    }
}
