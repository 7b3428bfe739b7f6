package dev.tidemark.it;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A JVM of its own for a test: flags are declared, output is captured, and it dies with the test. It runs on the JDK that the
 * system property {@code it.java} names (else on that of the test), with the jar that {@code it.agent} names (else the one in
 * {@code target}), and with the test classes and that jar as its class path.
 *
 * <pre>{@code
 * ForkedJvm.withAgent("min=1m").flags("-Xmx64m").run(Program.class, "argument").expectSuccess();
 *
 * try (ForkedJvm.Running jvm = ForkedJvm.withoutAgent().start(Program.class)) {
 *     jvm.awaitLine("ready");
 *     jvm.send("go on");
 * }
 * }</pre>
 */
public final class ForkedJvm {
    /** Verifies the rewritten JDK classes too, which HotSpot trusts otherwise. */
    public static final String[] VERIFY = {"-XX:+UnlockDiagnosticVMOptions", "-XX:+BytecodeVerificationLocal"};

    private static final long DEFAULT_TIMEOUT_SECONDS = 300;
    private static final long POLL_MILLIS = 10;

    private final List<String> flags = new ArrayList<>();
    private final List<Path> libraries = new ArrayList<>();
    private final Path jar;
    private Path launcher = java();
    private long timeoutSeconds = DEFAULT_TIMEOUT_SECONDS;

    private ForkedJvm(Path jar) {
        this.jar = jar;
    }

    /** A JVM without the agent. */
    public static ForkedJvm withoutAgent() {
        return new ForkedJvm(agentJar());
    }

    /** A JVM with the agent; {@code options} may be empty. */
    public static ForkedJvm withAgent(String options) {
        return withAgent(agentJar(), options);
    }

    /** A JVM with another agent jar than the finished one. */
    public static ForkedJvm withAgent(Path jar, String options) {
        return new ForkedJvm(jar).flags("-javaagent:" + jar + (options.isEmpty() ? "" : "=" + options));
    }

    /** The {@code java} launcher that forks use. */
    public static Path java() {
        return Path.of(System.getProperty(
                "it.java",
                Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    }

    /** The finished jar. */
    public static Path agentJar() {
        Path jar = Path.of(System.getProperty("it.agent", "target/tidemark-agent.jar"))
                .toAbsolutePath();
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException("no agent jar at " + jar + ": run the package phase first");
        }
        return jar;
    }

    /** Runs it on another JDK, whose launcher this is. */
    public ForkedJvm on(Path launcher) {
        this.launcher = launcher;
        return this;
    }

    /** Adds JVM flags. */
    public ForkedJvm flags(String... more) {
        flags.addAll(List.of(more));
        return this;
    }

    /** Adds jars of {@link #library} to the class path, behind the test classes and the agent. */
    public ForkedJvm libraries(String... names) {
        for (String name : names) {
            libraries.add(library(name));
        }
        return this;
    }

    /** Adds a jar to the class path, behind the test classes and the agent. */
    public ForkedJvm library(Path jar) {
        libraries.add(jar);
        return this;
    }

    /** A library that the build put beside the agent's jar, by its artifact's name without a version. */
    public static Path library(String name) {
        Path jar = agentJar().resolveSibling("libraries").resolve(name + ".jar");
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException("no library at " + jar + ": the build puts it there, see agent/pom.xml");
        }
        return jar;
    }

    /** After that long the JVM is killed and the test fails. */
    public ForkedJvm timeoutSeconds(long seconds) {
        timeoutSeconds = seconds;
        return this;
    }

    /** Runs {@code main} to its end. */
    public Result run(Class<?> main, String... arguments) {
        try (Running running = start(main, arguments)) {
            return running.await();
        }
    }

    /** Runs the JVM with launcher arguments alone, such as {@code -version}. */
    public Result run(String... launcherArguments) {
        try (Running running = start(launcherArguments)) {
            return running.await();
        }
    }

    /** Starts the JVM with launcher arguments alone, such as {@code -jar FILE}. Close what is returned. */
    public Running start(String... launcherArguments) {
        List<String> command = new ArrayList<>(flags);
        command.addAll(List.of(launcherArguments));
        return new Running(launcher, command, timeoutSeconds);
    }

    /** Starts {@code main}. Close what is returned: that kills the JVM if it still runs. */
    public Running start(Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(flags);
        command.add("-cp");
        StringBuilder classPath = new StringBuilder(testClasses(main) + File.pathSeparator + jar);
        for (Path library : libraries) {
            classPath.append(File.pathSeparator).append(library);
        }
        command.add(classPath.toString());
        command.add(main.getName());
        command.addAll(List.of(arguments));
        return new Running(launcher, command, timeoutSeconds);
    }

    private static Path testClasses(Class<?> main) {
        return Path.of(java.net.URI.create(
                main.getProtectionDomain().getCodeSource().getLocation().toString()));
    }

    /** What a JVM that ended left behind. */
    public record Result(int exitCode, String stdout, String stderr) {
        /** Fails the test, with all output, unless the exit code is 0. */
        public Result expectSuccess() {
            if (exitCode != 0) {
                throw new AssertionError("the forked JVM failed: " + this);
            }
            return this;
        }

        /** Lines of stderr, without empty ones. */
        public List<String> errorLines() {
            return stderr.lines().filter(line -> !line.isBlank()).toList();
        }

        @Override
        public String toString() {
            return "exit code " + exitCode + "\n--- stdout\n" + stdout + "--- stderr\n" + stderr;
        }
    }

    /** A JVM that runs. Closing it kills it, and nothing else. */
    public static final class Running implements AutoCloseable {
        private final Process process;
        private final Path stdout;
        private final Path stderr;
        private final long deadlineNanos;

        private Running(Path launcher, List<String> arguments, long timeoutSeconds) {
            List<String> command = new ArrayList<>();
            command.add(launcher.toString());
            command.addAll(arguments);
            try {
                stdout = Files.createTempFile("forked", ".out");
                stderr = Files.createTempFile("forked", ".err");
                ProcessBuilder builder = new ProcessBuilder(command);
                // Each of these makes the launcher print a line of its own, or changes the flags that the test
                // declared.
                builder.environment()
                        .keySet()
                        .removeAll(List.of("JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS"));
                process = builder.redirectOutput(stdout.toFile())
                        .redirectError(stderr.toFile())
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(timeoutSeconds);
        }

        /** The process id. */
        public long pid() {
            return process.pid();
        }

        /** Waits until a line of stdout starts with {@code start}, and returns the line. */
        public String awaitLine(String start) {
            return awaitLine(stdout, start);
        }

        /** As {@link #awaitLine}, of stderr. */
        public String awaitErrorLine(String start) {
            return awaitLine(stderr, start);
        }

        private String awaitLine(Path output, String start) {
            while (true) {
                boolean alive = process.isAlive();
                String text = read(output);
                String whole = alive ? text.substring(0, text.lastIndexOf('\n') + 1) : text; // the last line may go on
                for (String line : (Iterable<String>) whole.lines()::iterator) {
                    if (line.startsWith(start)) {
                        return line;
                    }
                }
                if (!alive || System.nanoTime() > deadlineNanos) {
                    throw new AssertionError("no line '" + start + "' from the forked JVM, "
                            + (alive ? "in time" : "which ended") + ": " + snapshot(alive ? -1 : process.exitValue()));
                }
                sleep();
            }
        }

        /** What it has written to stderr until now. */
        public String stderr() {
            return read(stderr);
        }

        /** Sends a line to stdin. */
        public void send(String line) {
            try {
                process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
                process.getOutputStream().flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Waits for the end. */
        public Result await() {
            try {
                if (!process.waitFor(Math.max(0, deadlineNanos - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                    throw new AssertionError("the forked JVM did not end in time: " + snapshot(-1));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
            return snapshot(process.exitValue());
        }

        @Override
        public void close() {
            process.destroyForcibly();
            try {
                process.waitFor();
                process.getOutputStream().close();
                Files.deleteIfExists(stdout);
                Files.deleteIfExists(stderr);
            } catch (IOException e) {
                // nothing of the test depends on it
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private Result snapshot(int exitCode) {
            return new Result(exitCode, read(stdout), read(stderr));
        }

        private static String read(Path file) {
            try {
                return new String(Files.readAllBytes(file), StandardCharsets.UTF_8); // which may end within a character
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void sleep() {
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }
}
