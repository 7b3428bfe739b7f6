package dev.tidemark.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One tiny benchmark of each kind with the finished jars, so that the module cannot rot. The numbers mean nothing. */
class BenchmarksIT {
    private static final String[] TINY = {"-wi", "0", "-i", "1", "-r", "100ms", "-f", "1"};

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
                "condition=NO_AGENT,NOTHING_TRACKED,ANOTHER_TRACKED,THIS_TRACKED,ONE_OF_EIGHT_TRACKED",
                "-rf",
                "json",
                "-rff",
                json.toString());

        String result = Files.readString(json);
        List<String> arguments = all(result, "\"jvmArgs\" : \\[([^\\]]*)\\]");
        List<String> conditions = all(result, "\"condition\" : \"(\\w+)\"");
        assertEquals(
                List.of("NO_AGENT", "NOTHING_TRACKED", "ANOTHER_TRACKED", "THIS_TRACKED", "ONE_OF_EIGHT_TRACKED"),
                conditions,
                output);
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
        File output = directory.resolve("output.txt").toFile();
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start();
        try {
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), () -> "still running: " + command);
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
