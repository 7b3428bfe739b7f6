package dev.tidemark.sample;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A {@link GuestHost} in a JVM of its own, as seen by who started it. With the same class path and agent. */
final class GuestJvm implements AutoCloseable {
    private final Process process;
    private final BufferedReader lines;
    private final PrintWriter questions;
    private final Path progress;

    private GuestJvm(Process process, Path progress) {
        this.process = process;
        this.progress = progress;
        lines = process.inputReader(Charset.defaultCharset());
        questions = new PrintWriter(process.outputWriter(Charset.defaultCharset()), true);
    }

    /**
     * Starts it.
     *
     * @param folder for what it leaves behind when it is killed
     * @param first whether the guest begins there
     */
    static GuestJvm start(RunCommand options, Path folder, boolean first) throws IOException {
        Path progress = folder.resolve("progress-" + System.nanoTime());
        List<Object> arguments = new ArrayList<>(List.of(
                GuestHostCommand.NAME,
                "--memory",
                options.kind.name().toLowerCase(Locale.ROOT),
                "--size",
                options.byteSize,
                "--page",
                options.pageSize,
                "--accounts",
                options.accounts,
                "--seed",
                options.seed,
                "--progress",
                progress));
        if (first) {
            arguments.add("--first");
        }
        Process process =
                SecondJvm.withAgent(folder, arguments).redirectErrorStream(true).start();
        SecondJvm.endWithThisJvm(process);
        return new GuestJvm(process, progress);
    }

    long pid() {
        return process.pid();
    }

    /** See {@link GuestHost} for what can be asked. */
    void ask(String question) {
        questions.println(question);
    }

    /**
     * Waits for the next line.
     *
     * @param key its first word; see {@link GuestHost}
     * @return the other words
     * @throws IOException if it is another one
     */
    String await(String key) throws IOException {
        String line = lines.readLine();
        if (line == null || !line.startsWith(key + " ")) {
            throw new IOException(
                    "JVM " + pid() + " was to answer '" + key + "' and " + (line == null ? "ended" : "said: " + line));
        }
        return line.substring(key.length() + 1);
    }

    /** Waits for a number. */
    long awaitNumber(String key) throws IOException {
        return Long.parseLong(await(key));
    }

    /** Waits for the guest. */
    Arrival awaitGuest() throws IOException {
        String[] words = await(GuestHost.CAME).split(" ");
        return new Arrival(
                Long.parseLong(words[0]), Long.parseLong(words[1]), Long.parseLong(words[2]), Long.parseLong(words[3]));
    }

    /** How far the guest is, or was when its JVM was killed. */
    ProgressFile.Progress progress() throws IOException {
        return ProgressFile.read(progress);
    }

    /** The hard way, {@code kill -9} where there is one; returns when it is gone. */
    void kill() throws IOException {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while JVM " + pid() + " was killed", e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Ends it if it has not ended, and waits for that: then it makes no file any more. */
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    /**
     * A guest came to a JVM.
     *
     * @param epoch that it goes on from
     * @param transfers number of its last transfer, as the process told that it came from
     * @param micros when that was, in microseconds since 1970
     * @param ledger the same number, as the guest's own memory has it
     */
    record Arrival(long epoch, long transfers, long micros, long ledger) {}
}
