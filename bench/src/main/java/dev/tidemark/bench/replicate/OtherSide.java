package dev.tidemark.bench.replicate;

import dev.tidemark.replicate.Replica;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The process that receives, as seen from the one that sends: asked for one transfer after the other. */
final class OtherSide implements AutoCloseable {
    private final Process process;
    private final BufferedReader answers;
    private final PrintStream questions;

    private OtherSide(Process process) {
        this.process = process;
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.questions = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    }

    static OtherSide start(Path directory, int bytes) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(
                        java,
                        "-cp",
                        System.getProperty("java.class.path") + ":" + jarOf(Replica.class),
                        "-XX:MaxDirectMemorySize=" + (bytes / (1 << 20) + 64) + "m",
                        ReceivingProgram.class.getName(),
                        directory.toString(),
                        String.valueOf(bytes))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return new OtherSide(process);
    }

    /** Where a class comes from; the agent's jar is not on the class path that the JVM names. */
    static Path jarOf(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Lets it get ready for a transfer, see {@link ReceivingProgram}; returns the port. */
    int ask(String command) throws IOException {
        questions.println(command);
        return (int) number("at ");
    }

    /** When it had all of it, as {@link System#nanoTime} counts, which on Linux is the same in all processes. */
    long awaitDone() throws IOException {
        return number("done ");
    }

    private long number(String before) throws IOException {
        String line = answers.readLine();
        if (line == null || !line.startsWith(before)) {
            throw new IOException("the other side says " + line + " instead of " + before);
        }
        return Long.parseLong(line.substring(before.length()));
    }

    /** Processor time of both processes until now. */
    double busySeconds() {
        return busySeconds(process.toHandle()) + busySeconds(ProcessHandle.current());
    }

    private static double busySeconds(ProcessHandle process) {
        return process.info().totalCpuDuration().orElseThrow().toNanos() / 1e9;
    }

    @Override
    public void close() {
        questions.close(); // which ends it
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
