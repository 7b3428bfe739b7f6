package dev.tidemark.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.bench.qemu.ConditionsProgram;
import dev.tidemark.bench.qemu.Workload;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One tiny benchmark of each kind with the finished jars, so that the module cannot rot. The numbers mean nothing. */
class BenchmarksIT {
    private static final String[] TINY = {"-wi", "0", "-i", "1", "-r", "100ms", "-f", "1"};

    private static final List<String> CONDITIONS =
            Stream.of(Condition.values()).map(Condition::name).toList();

    @TempDir
    Path directory;

    @Test
    void everyConditionRunsAndOnlyNoAgentRunsWithoutTheAgent() throws Exception {
        Path json = directory.resolve("result.json");
        String output = run(
                0,
                "Barrier.*sequentialLong",
                "-p",
                "kind=HEAP",
                "-p",
                "size=65536",
                "-p",
                "condition=" + String.join(",", CONDITIONS),
                "-rf",
                "json",
                "-rff",
                json.toString());

        String result = Files.readString(json);
        List<String> arguments = all(result, "\"jvmArgs\" : \\[([^\\]]*)\\]");
        List<String> conditions = all(result, "\"condition\" : \"(\\w+)\"");
        assertEquals(CONDITIONS, conditions, output);
        assertFalse(arguments.get(0).contains("-javaagent"), arguments.get(0));
        for (String withAgent : arguments.subList(1, arguments.size())) {
            assertTrue(withAgent.contains("-javaagent"), withAgent);
        }
    }

    @Test
    void scansRunAndMakeATable() throws Exception {
        String output = run(0, "Scan.*runs|Harvest.*written", "-p", "pattern=HALF", "--markdown");

        assertTrue(
                Pattern.compile("(?m)^\\| runs \\| [0-9.]+ (ns|µs|ms) \\|$")
                        .matcher(output)
                        .find(),
                output);
        assertTrue(output.contains("| HarvestBenchmark | half |"), output);
    }

    /** The program compares after each check what Tidemark found with what the guest wrote, and fails where they differ. */
    @ParameterizedTest
    @EnumSource(
            value = Workload.class,
            names = {"TURNS_OF_8", "READS_FILE"})
    void theGuestOfQemusConditionsIsCheckedAllAlong(Workload workload) throws Exception {
        List<String> command = List.of(
                System.getProperty("it.java"),
                "-XX:MaxDirectMemorySize=600m",
                "-javaagent:" + System.getProperty("it.agent") + "=min=off",
                "-cp",
                System.getProperty("it.jar"),
                ConditionsProgram.class.getName(),
                workload.name(),
                "1",
                directory.toString());

        List<String> rows =
                start(0, command).lines().filter(line -> line.startsWith("{")).toList();

        assertTrue(rows.stream().anyMatch(row -> row.contains("\"pages\":\"0\"")), rows::toString);
        assertTrue(
                rows.stream()
                        .anyMatch(row -> row.contains("\"check\":\"FIRST\",\"pages\":\"655")
                                || row.contains("\"check\":\"FIRST\",\"pages\":\"665")),
                rows::toString);
    }

    @Test
    void anUnknownSectionIsOneLineThatListsThem() throws Exception {
        Files.createFile(directory.resolve("BENCHMARKS.md"));

        String output = start(
                2,
                List.of(
                        System.getProperty("it.java"),
                        "-Dtidemark.agent=" + System.getProperty("it.agent"),
                        "-jar",
                        System.getProperty("it.jar"),
                        "report",
                        "--docs",
                        directory.toString(),
                        "--section",
                        "none"));

        assertTrue(output.startsWith("benchmarks: no section none: there are qemu, barrier"), output);
        assertEquals(1, output.lines().count(), output);
    }

    @Test
    void manyRegionsManyWritersAndOtherWritesRun() throws Exception {
        List<String> benchmarks = List.of(
                "RegionsBenchmark.everyPut",
                "WritersBenchmark.two",
                "BulkBenchmark.itself",
                "HandleBenchmark.random",
                "SegmentBenchmark.fill4k");
        String parameters =
                "-p condition=THIS_TRACKED -p kind=DIRECT -p regions=64 -p harvestMillis=10 -p bytes=65536 -p size=65536";
        String output = run(0, (String.join("|", benchmarks) + " " + parameters + " --markdown").split(" "));

        boolean segments = Jvm.feature(Path.of(System.getProperty("it.java"))) >= Jdk22.FEATURE;
        for (String benchmark : benchmarks) {
            String table = "| " + benchmark.substring(0, benchmark.indexOf('.')) + " | this tracked |";
            assertEquals(segments || !benchmark.startsWith("Segment"), output.contains(table), output);
        }
        assertEquals(!segments, output.contains("SegmentBenchmark.fill4k needs JDK 22"), output);
    }

    @Test
    void missingAgentIsOneLine() throws Exception {
        String output = run(1, "-Dtidemark.agent=" + directory.resolve("none.jar"));

        assertEquals(1, output.lines().count(), output);
        assertTrue(output.startsWith("benchmarks: no agent at "), output);
    }

    private String run(int exitCode, String... args) throws IOException, InterruptedException {
        String java = System.getProperty("it.java");
        List<String> command = new ArrayList<>(List.of(java, "-Dfile.encoding=UTF-8", "-Dstdout.encoding=UTF-8"));
        if (args[0].startsWith("-D")) {
            command.add(args[0]);
        } else {
            command.add("-Dtidemark.agent=" + System.getProperty("it.agent"));
        }
        command.add("-Djmh.ignoreLock=true");
        command.addAll(List.of("-jar", System.getProperty("it.jar")));
        if (!args[0].startsWith("-D")) {
            command.addAll(List.of(args));
            command.addAll(List.of(TINY));
        }
        return start(exitCode, command);
    }

    private String start(int exitCode, List<String> command) throws IOException, InterruptedException {
        File output = directory.resolve("output.txt").toFile();
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start();
        try {
            assertTrue(process.waitFor(10, TimeUnit.MINUTES), () -> "still running: " + command);
        } finally {
            process.destroyForcibly();
        }
        String text = Files.readString(output.toPath());
        assertEquals(exitCode, process.exitValue(), text);
        return text;
    }

    private static List<String> all(String text, String regex) {
        return Pattern.compile(regex)
                .matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }
}
