package dev.tidemark.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The finished jar with the finished agent, each run in a JVM of its own. {@code -Dit.java=} names another JVM. */
class SampleAppIT {
    private static final long TIMEOUT_SECONDS = 600;
    private static final String JAVA = System.getProperty(
            "it.java", Path.of(System.getProperty("java.home"), "bin", "java").toString());
    private static final Path AGENT = Path.of(System.getProperty("it.agent")).normalize();
    private static final Path JAR = Path.of(System.getProperty("it.jar"));

    @TempDir
    Path folder;

    /** With the agent's default options the buffer is found by its size; with {@code min=off} only by its name. */
    @ParameterizedTest
    @CsvSource({
        "heap, 4k, ''",
        "direct, 4k, ''",
        "mapped, 4k, ''",
        "heap, 512, =min=off",
        "direct, 64, =min=off",
        "mapped, 64k, =min=off",
    })
    void takesSnapshotsWithoutMissingAPage(String memory, String page, String agentOptions)
            throws IOException, InterruptedException {
        Result result = java(
                List.of("-javaagent:" + AGENT + agentOptions),
                "--memory",
                memory,
                "--page",
                page,
                "--accounts",
                "5000",
                "--rounds",
                "4",
                "--transactions",
                "50");
        assertEquals(0, result.exitCode(), result::toString);
        assertTrue(result.out().contains("missed 0"), result::toString);
        assertTrue(result.out().contains("integrity ok"), result::toString);
        assertFalse(result.out().contains("coverage of the region"), result::toString);
        assertEquals("", result.err(), result::toString);
    }

    @ParameterizedTest
    @CsvSource({"heap, 4k", "mapped, 64k", "direct, 64"})
    void goesBackAndForthInTime(String memory, String page) throws IOException, InterruptedException {
        Result result = java(
                List.of("-javaagent:" + AGENT),
                "--rewind",
                "--memory",
                memory,
                "--page",
                page,
                "--accounts",
                "5000",
                "--rounds",
                "4",
                "--transactions",
                "50");
        assertEquals(0, result.exitCode(), result::toString);
        assertTrue(result.out().contains("RIGHT: every moment came back, byte for byte"), result::toString);
        assertFalse(result.out().contains("WRONG"), result::toString);
        assertEquals(
                7,
                result.out()
                        .lines()
                        .filter(line -> line.contains("to checkpoint "))
                        .count(),
                result::toString);
        assertEquals(
                3,
                result.out()
                        .lines()
                        .filter(line -> line.startsWith("reset after "))
                        .count(),
                result::toString);
        assertEquals("", result.err(), result::toString);
    }

    /** The real thing: JVMs that are killed in the middle of a snapshot, and others that go on. */
    @ParameterizedTest
    @CsvSource({"heap, 4k", "direct, 512"})
    void survivesBeingKilled(String memory, String page) throws IOException, InterruptedException {
        Path store = folder.resolve("store");
        Result result = java(
                List.of("-javaagent:" + AGENT),
                "--crash",
                "--store",
                store.toString(),
                "--memory",
                memory,
                "--page",
                page,
                "--accounts",
                "3000",
                "--rounds",
                "5",
                "--transactions",
                "50");
        assertEquals(0, result.exitCode(), result::toString);
        assertTrue(result.out().contains("RIGHT: killed 3 times, nothing was lost"), result::toString);
        assertEquals(3, count(result, "  in the middle of round "), result::toString);
        assertEquals(2, count(result, "  resumed from "), "the first one had nothing to resume from: " + result);
        assertEquals(6, count(result, "  round "), result::toString);
        assertEquals("", result.err(), result::toString);
        try (Stream<Path> files = Files.list(store)) {
            assertEquals(
                    3, files.filter(file -> file.toString().endsWith(".part")).count());
        }
    }

    @ParameterizedTest
    @CsvSource({"heap, 512", "mapped, 4k"})
    void movesWhileItWorks(String memory, String page) throws IOException, InterruptedException {
        Result result = java(
                List.of("-javaagent:" + AGENT, "-Djava.io.tmpdir=" + Files.createDirectory(folder.resolve("tmp"))),
                "--migrate",
                "--memory",
                memory,
                "--page",
                page,
                "--accounts",
                "3000",
                "--transactions",
                "100");
        assertEquals(0, result.exitCode(), result::toString);
        assertTrue(
                result.out().contains("RIGHT: moved while it worked, nothing was lost or done twice"),
                result::toString);
        assertFalse(result.out().contains("WRONG"), result::toString);
        assertEquals(1, count(result, "books    every balance is what transfers 1 to "), result::toString);
        assertEquals("", result.err(), result::toString);
        nothingIsLeft();
    }

    /** Two JVMs are killed, and whoever stood by goes on. */
    @Test
    void goesOnFromItsStandby() throws IOException, InterruptedException {
        Result result = java(
                List.of("-javaagent:" + AGENT, "-Djava.io.tmpdir=" + Files.createDirectory(folder.resolve("tmp"))),
                "--standby",
                "--accounts",
                "3000",
                "--transactions",
                "100");
        assertEquals(0, result.exitCode(), result::toString);
        assertTrue(
                result.out().contains("RIGHT: killed 2 times, the standby was whole and the guest went on from it"),
                result::toString);
        assertFalse(result.out().contains("WRONG"), result::toString);
        assertEquals(2, count(result, "behind   "), result::toString);
        assertEquals(2, count(result, "goes on  "), result::toString);
        assertEquals(1, count(result, "books    every balance is what transfers 1 to "), result::toString);
        assertEquals("", result.err(), result::toString);
        nothingIsLeft();
    }

    private void nothingIsLeft() throws IOException {
        try (Stream<Path> left = Files.list(folder.resolve("tmp"))) {
            assertEquals(List.of(), left.toList());
        }
    }

    private static long count(Result result, String start) {
        return result.out().lines().filter(line -> line.startsWith(start)).count();
    }

    @Test
    void withoutTheAgentItSaysHowToStart() throws IOException, InterruptedException {
        Result result = java(List.of());
        assertEquals(1, result.exitCode(), result::toString);
        assertEquals("", result.out(), result::toString);
        assertEquals("sample-app: " + AgentPresence.HOW_TO_START, result.err().strip());
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void timesWithAndWithoutTheAgent(boolean tracked) throws IOException, InterruptedException {
        Result result = java(
                tracked ? List.of("-javaagent:" + AGENT) : List.of(),
                "--timing",
                "--accounts",
                "2000",
                "--transactions",
                "20");
        assertEquals(0, result.exitCode(), result::toString);
        assertTrue(result.out().contains(" tracked=" + tracked + " "), result::toString);
        assertEquals(1, result.out().lines().count(), result::toString);
        assertEquals("", result.err(), result::toString);
    }

    /** Ends it while the second JVM runs: that one must end too, and no file may stay. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void anEndFromOutsideLeavesNothingBehind() throws Exception {
        Path temporary = Files.createDirectory(folder.resolve("tmp"));
        Process process = new ProcessBuilder(
                        JAVA,
                        "-Djava.io.tmpdir=" + temporary,
                        "-javaagent:" + AGENT,
                        "-jar",
                        JAR.toString(),
                        "--accounts",
                        "2000",
                        "--rounds",
                        "1",
                        "--transactions",
                        "20")
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile())
                .start();
        try {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
            List<ProcessHandle> second = List.of();
            while (second.isEmpty() && process.isAlive() && System.nanoTime() < deadline) {
                Thread.sleep(1);
                second = process.descendants().toList();
            }
            assertEquals(1, second.size(), () -> "no second JVM was seen");
            process.destroy();
            assertTrue(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS));
            second.get(0).onExit().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            try (Stream<Path> left = Files.list(temporary)) {
                assertEquals(List.of(), left.toList());
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /** What the README does in its first two minutes. */
    @Test
    void topShowsWhatTheHoldingSampleDirties() throws Exception {
        Path lines = folder.resolve("lines");
        Process sample = new ProcessBuilder(
                        JAVA,
                        "-javaagent:" + AGENT,
                        "-jar",
                        JAR.toString(),
                        "--hold",
                        "--accounts",
                        "2000",
                        "--rounds",
                        "1",
                        "--transactions",
                        "50")
                .redirectErrorStream(true)
                .redirectOutput(lines.toFile())
                .start();
        try {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
            while (!new String(Files.readAllBytes(lines), Charset.defaultCharset()).contains("hold 2: ")) {
                assertTrue(sample.isAlive() && System.nanoTime() < deadline, () -> "it does not hold");
                Thread.sleep(50);
            }
            String picture = top(sample);
            for (int i = 0; i < 10 && picture.contains("no page turned dirty"); i++) {
                picture = top(sample); // the sample stood still meanwhile
            }
            assertTrue(picture.contains("heat map for client snapshot-"), picture);
            assertTrue(picture.contains("hottest ranges" + System.lineSeparator()), picture);
            sample.destroy();
            assertTrue(sample.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS));
        } finally {
            sample.destroyForcibly();
        }
    }

    private static String top(Process sample) throws IOException, InterruptedException {
        Process top = new ProcessBuilder(
                        JAVA, "-jar", AGENT.toString(), "top", Long.toString(sample.pid()), "--once", "--interval", "2")
                .redirectErrorStream(true)
                .start();
        String picture = new String(top.getInputStream().readAllBytes(), Charset.defaultCharset());
        assertEquals(0, top.waitFor(), picture);
        return picture;
    }

    @Test
    void wrongUsageIsTwo() throws IOException, InterruptedException {
        assertEquals(2, java(List.of(), "--memory", "stack").exitCode());
    }

    private Result java(List<String> jvmOptions, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(JAVA));
        command.addAll(jvmOptions);
        command.addAll(List.of("-jar", JAR.toString()));
        command.addAll(List.of(arguments));
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
        Process process = builder.start();
        try {
            assertTrue(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS), () -> "still running: " + command);
        } finally {
            process.destroyForcibly();
        }
        Charset charset = Charset.defaultCharset();
        return new Result(
                String.join(" ", command),
                process.exitValue(),
                Files.readString(out, charset),
                Files.readString(err, charset));
    }

    private record Result(String command, int exitCode, String out, String err) {}
}
