package dev.tidemark.bench.report;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A program in a JVM of its own that answers each line with a line. Several of them, asked in turn, stand still while another one
 * works, so that what disturbs the machine disturbs all alike. For use by one thread.
 */
public final class Dialogue implements AutoCloseable {
    private static final long MINUTES = 10;

    private final List<String> command;
    private final Process process;
    private final Writer questions;
    private final BufferedReader answers;

    Dialogue(List<String> command) throws IOException {
        this.command = command;
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        questions = process.outputWriter(StandardCharsets.UTF_8);
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        CompletableFuture.delayedExecutor(MINUTES, TimeUnit.MINUTES).execute(process::destroyForcibly);
    }

    /**
     * Waits for the program's next line.
     *
     * @throws IllegalStateException if it ended instead, or ran for ten minutes in all
     */
    public String listen() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IllegalStateException("it ended too soon, or ran for " + MINUTES + " minutes: " + command);
        }
        return line;
    }

    /** Sends a line and waits for the answer, as {@link #listen}. */
    public String ask(String line) throws IOException {
        questions.write(line + "\n");
        questions.flush();
        return listen();
    }

    /**
     * Tells the program that there are no more questions, and waits for its end.
     *
     * @throws IllegalStateException if it still has something to say, or its exit code is not 0
     */
    public void end() throws IOException, InterruptedException {
        questions.close();
        String more = answers.readLine();
        int code = process.waitFor();
        if (more != null || code != 0) {
            throw new IllegalStateException("exit code " + code + ", unasked: " + more + ": " + command);
        }
    }

    /** Ends the program if it has not ended. */
    @Override
    public void close() throws IOException {
        try (questions;
                answers) {
            process.destroyForcibly();
        }
    }
}
