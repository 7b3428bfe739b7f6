package dev.tidemark.sample;

import dev.tidemark.sample.guest.MemoryKind;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Continues the guest in a JVM of its own, without the agent: what it finds wrong is wrong with the snapshot, and what it finds
 * right is right for anybody.
 */
final class SecondJvm {
    private static final long TIMEOUT_SECONDS = 300;

    private SecondJvm() {}

    /**
     * Runs {@code verify} on a point.
     *
     * @return its exit code and the line it printed
     * @throws IOException if the JVM cannot be started or does not end
     */
    static Verdict verify(Path store, String point, MemoryKind kind, long accounts, long transfers) throws IOException {
        Path log = Files.createTempFile("tidemark-sample-verify", ".txt");
        log.toFile().deleteOnExit();
        try {
            Process process = command(store, point, kind, accounts, transfers)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            endWithThisJvm(process);
            if (!await(process)) {
                process.destroyForcibly();
                throw new IOException("the second JVM did not end within " + TIMEOUT_SECONDS + " s");
            }
            String line = Files.readString(log, Charset.defaultCharset()).strip();
            return new Verdict(process.exitValue() == 0, line.isEmpty() ? "no output" : line);
        } finally {
            Files.deleteIfExists(log);
        }
    }

    /** So that Ctrl-C leaves nothing behind. Not forcibly: a mapped guest has a file to delete. */
    static void endWithThisJvm(Process process) {
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "sample-verify-stop"));
        } catch (IllegalStateException endsAlready) {
            process.destroy();
        }
    }

    private static boolean await(Process process) throws IOException {
        try {
            return process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
            throw new IOException("interrupted while the second JVM ran", e);
        }
    }

    private static ProcessBuilder command(Path store, String point, MemoryKind kind, long accounts, long transfers) {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath(),
                SampleApp.class.getName(),
                VerifyCommand.NAME,
                "--store",
                store.toString(),
                "--point",
                point,
                "--memory",
                kind.name().toLowerCase(Locale.ROOT),
                "--accounts",
                Long.toString(accounts),
                "--transactions",
                Long.toString(transfers));
        return withoutOptions(builder);
    }

    /**
     * Another JVM of the sample, with the same class path and agent.
     *
     * @param folder for its temporary files: who is killed deletes nothing
     * @param arguments of {@link SampleApp}
     */
    static ProcessBuilder withAgent(Path folder, List<?> arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-javaagent:" + AgentPresence.jar(),
                "-Djava.io.tmpdir=" + folder,
                "-cp",
                classPath(),
                SampleApp.class.getName()));
        arguments.forEach(each -> command.add(each.toString()));
        return withoutOptions(new ProcessBuilder(command));
    }

    /** What the environment may tell a JVM could bring the agent in, or another one. */
    private static ProcessBuilder withoutOptions(ProcessBuilder builder) {
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
        return builder;
    }

    /**
     * The jar this class came from, and the agent's jar, whose classes read stores; not all of {@code java.class.path}, which holds what
     * nobody needs. Classes in a folder need their libraries.
     */
    static String classPath() {
        CodeSource source = SecondJvm.class.getProtectionDomain().getCodeSource();
        try {
            File place = new File(source.getLocation().toURI());
            return place.isFile()
                    ? place.getPath() + File.pathSeparator + AgentPresence.jar()
                    : System.getProperty("java.class.path");
        } catch (URISyntaxException e) {
            return System.getProperty("java.class.path");
        }
    }

    /**
     * What it said.
     *
     * @param right whether everything was as it must be
     * @param text its line
     */
    record Verdict(boolean right, String text) {}
}
