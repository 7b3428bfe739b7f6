package dev.tidemark.bench.report;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What a measurement gets: the JVM to measure, the agent, and how much time there is.
 *
 * @param java the {@code java} command to fork
 * @param agent the finished agent
 * @param quick whether the short run is wanted
 * @param scratch an empty directory for files; deleted with all that is in it when the section ends
 * @param jmh runs JMH benchmarks
 * @param notes takes a sentence for the reader on what could not be measured here, and why
 */
public record Bench(Path java, Path agent, boolean quick, Path scratch, JmhRunner jmh, List<String> notes) {
    private static final long MINUTES_PER_FORK = 10;

    /** The option that starts the agent. */
    public String agentOption(String options) {
        return "-javaagent:" + agent + "=" + options;
    }

    /**
     * Runs a program of benchmarks.jar in a JVM of its own. What it prints to stderr goes to the command's.
     *
     * @return the lines that it printed to stdout
     * @throws IllegalStateException if it ended with another code than 0, or did not end in ten minutes
     */
    public List<String> fork(Class<?> program, List<String> jvmOptions, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = command(program, jvmOptions, arguments);
        Path output = Files.createTempFile(scratch, "fork", ".out");
        Process process = new ProcessBuilder(command)
                .redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            if (!process.waitFor(MINUTES_PER_FORK, TimeUnit.MINUTES)) {
                throw new IllegalStateException("still running after " + MINUTES_PER_FORK + " minutes: " + command);
            }
            if (process.exitValue() != 0) {
                throw new IllegalStateException("exit code " + process.exitValue() + ": " + command);
            }
            return Files.readAllLines(output);
        } finally {
            process.destroyForcibly().waitFor();
            Files.delete(output);
        }
    }

    /** Starts a program of benchmarks.jar in a JVM of its own, to be asked line by line. */
    public Dialogue talk(Class<?> program, List<String> jvmOptions, String... arguments) throws IOException {
        return new Dialogue(command(program, jvmOptions, arguments));
    }

    private List<String> command(Class<?> program, List<String> jvmOptions, String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(java.toString(), "-Dfile.encoding=UTF-8", "-Dstdout.encoding=UTF-8"));
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", ownJar().toString(), program.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    private static Path ownJar() {
        try {
            return Path.of(Bench.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("cannot tell where benchmarks.jar is", e);
        }
    }
}
