package dev.tidemark.jconsole;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.tidemark.it.ForkedJvm;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A display without a screen, of Xvfb, and programs on it. Pictures are left in {@code target/screenshots}. */
final class Display implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 200;

    private final Process server;
    private final String name;

    private Display(Process server, String name) {
        this.server = server;
        this.name = name;
    }

    static Display open() throws IOException {
        Process server =
                start(new ProcessBuilder("Xvfb", "-displayfd", "1", "-screen", "0", "1280x960x24", "-nolisten", "tcp")
                        .redirectError(ProcessBuilder.Redirect.DISCARD));
        // Not closed: Xvfb would lose its stdout.
        String line = new BufferedReader(new InputStreamReader(server.getInputStream())).readLine();
        assertTrue(line != null, "Xvfb did not start");
        return new Display(server, ":" + line.strip());
    }

    /** Starts a program of this machine; one that is not there fails the test with the packages that are needed. */
    static Process start(ProcessBuilder program) {
        try {
            return program.start();
        } catch (IOException e) {
            return fail("profile ui needs the programs Xvfb, xterm and tmux (apt-get install xvfb xterm tmux): "
                    + e.getMessage());
        }
    }

    /** Where pictures go. */
    static Path pictures() throws IOException {
        return Files.createDirectories(Path.of("target", "screenshots").toAbsolutePath());
    }

    /** A program that will find this display. */
    ProcessBuilder program(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("DISPLAY", name);
        return builder;
    }

    /** Runs a class of the tests that has a {@code main} as {@link Desk#work} describes it; returns its last line. */
    String drive(Class<?> driver, long pid) throws Exception {
        Path log = pictures().resolve(driver.getSimpleName() + ".log");
        Process process = program(List.of(
                        ForkedJvm.java().toString(),
                        "-Xmx200m",
                        "-Duser.language=en",
                        "--add-modules",
                        "jdk.jconsole",
                        "--add-exports",
                        "jdk.jconsole/sun.tools.jconsole=ALL-UNNAMED",
                        "-cp",
                        classes(driver) + File.pathSeparator + ForkedJvm.agentJar(),
                        driver.getName(),
                        ForkedJvm.agentJar().toString(),
                        Long.toString(pid),
                        pictures().toString()))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), () -> "the driver hangs: " + read(log));
            assertEquals(0, process.exitValue(), () -> read(log));
        } finally {
            process.destroyForcibly().waitFor();
        }
        List<String> lines = Files.readAllLines(log);
        return lines.get(lines.size() - 1);
    }

    private static String classes(Class<?> driver) {
        return Path.of(java.net.URI.create(driver.getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toString()))
                .toString();
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Override
    public void close() {
        server.destroy();
        try {
            server.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
