package dev.tidemark.stress;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a main class in a JVM of its own, on the JDK that {@code it.java} names. */
public final class ForkedJvm {
    /** The finished agent jar. */
    public static final Path AGENT = Path.of(System.getProperty("it.agent", "target/tidemark-agent.jar"));

    /** Where logs, mutated jars and results go. */
    public static final Path DIRECTORY = AGENT.toAbsolutePath().resolveSibling("stress");

    private ForkedJvm() {}

    /** What a process printed, and its exit code. */
    public record Result(int exitCode, String output) {}

    /** Waits for the process; one that takes longer than {@code seconds} is ended, and the test fails. */
    public static Result run(List<String> flags, String classPath, List<String> mainAndArguments, int seconds)
            throws IOException, InterruptedException {
        Files.createDirectories(DIRECTORY);
        Path log = Files.createTempFile(DIRECTORY, "run-", ".log");
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("it.java", System.getProperty("java.home") + "/bin/java"));
        command.addAll(flags);
        command.addAll(List.of("-cp", classPath));
        command.addAll(mainAndArguments);
        Process process = new ProcessBuilder(command)
                .directory(DIRECTORY.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                fail("no end after " + seconds + " s: " + command + "\n" + Files.readString(log));
            }
            return new Result(process.exitValue(), Files.readString(log));
        } finally {
            process.destroyForcibly();
        }
    }

    /** Where a class was loaded from. */
    public static String classPathOf(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
