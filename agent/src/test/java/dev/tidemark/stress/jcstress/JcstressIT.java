package dev.tidemark.stress.jcstress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidemark.stress.ForkedJvm;
import dev.tidemark.stress.mutant.Mutant;
import dev.tidemark.stress.mutant.MutantJar;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import joptsimple.OptionParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openjdk.jcstress.Main;

/**
 * Runs the jcstress tests of this package under the finished jar: a few of them for a moment, or all of them and longer with
 * {@code -Dtidemark.jcstress=all} (the Maven profile {@code jcstress}). Then shows that they can fail: under the mutants they
 * must report forbidden outcomes.
 */
class JcstressIT {
    private static final boolean ALL = "all".equals(System.getProperty("tidemark.jcstress"));
    private static final int ATTEMPTS = 12;

    /** With {@code -v} each outcome is listed with its count. */
    private static final Pattern FORBIDDEN_SEEN = Pattern.compile("[1-9][\\d,]*\\s+<?[\\d.]+%\\s+Forbidden");

    @Test
    void noForbiddenOutcome() throws Exception {
        ForkedJvm.Result result = ALL
                ? run(ForkedJvm.AGENT, "dev.tidemark", 2000, 5)
                : run(
                        ForkedJvm.AGENT,
                        "SkippedMark|SkippedLevels|SkippedGroup|MarkBesideTake|WriteToDirtyPage",
                        300,
                        1);
        assertEquals(0, result.exitCode(), result::output);
        assertTrue(result.output().contains("Acceptable"), "nothing was tested: " + result.output());
        assertTrue(!FORBIDDEN_SEEN.matcher(result.output()).find(), result::output);
        System.out.println(
                result.output().lines().filter(line -> line.contains("% ")).toList());
    }

    /** Each mutant is killed by the test beside it. Not always run: the same mutant once more, by the level of a block. */
    @ParameterizedTest
    @CsvSource({
        "NO_SAFEPOINT, SkippedMark, true",
        "UNSEEN_MARKS_CLEARED, MarkBesideTake, true",
        "EIGHT_LEVELS_CLEARED_BLINDLY, SkippedLevels, true",
        "LEVEL_CLEARED_BLINDLY, SkippedGroup, true",
        "LEVEL_CLEARED_BLINDLY, SkippedLevels, false",
        "NOT_GIVEN_BACK, GiveBackAndHarvest, true"
    })
    void mutantHasForbiddenOutcomes(Mutant mutant, String test, boolean always) throws Exception {
        assumeTrue(ALL || always, "needs -Dtidemark.jcstress=all");
        Path jar = MutantJar.write(ForkedJvm.AGENT, mutant, ForkedJvm.DIRECTORY);
        ForkedJvm.Result result = null;
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            result = run(jar, test, 500 * attempt, 1);
            if (result.exitCode() != 0
                    && FORBIDDEN_SEEN.matcher(result.output()).find()) {
                System.out.println(mutant + ", attempt " + attempt + ": "
                        + result.output()
                                .lines()
                                .filter(line -> line.contains("% "))
                                .toList());
                return;
            }
        }
        fail(test + " did not notice " + mutant + ": " + result.output());
    }

    private static ForkedJvm.Result run(Path agent, String tests, int millis, int iterations) throws Exception {
        String classPath = String.join(
                File.pathSeparator,
                ForkedJvm.classPathOf(JcstressIT.class),
                ForkedJvm.classPathOf(Main.class),
                ForkedJvm.classPathOf(OptionParser.class));
        List<String> arguments = List.of(
                Main.class.getName(),
                "-v",
                "-t",
                tests,
                "-f",
                "1",
                "-fsm",
                "1",
                "-sc",
                Boolean.toString(ALL),
                "-time",
                Integer.toString(millis),
                "-iters",
                Integer.toString(iterations),
                "-r",
                ForkedJvm.DIRECTORY.resolve("jcstress").toString(),
                "-jvmArgs",
                "-Xmx512m -javaagent:" + agent.toAbsolutePath() + "=min=off,jmx=off,escape=flag");
        return ForkedJvm.run(List.of("-Xmx256m"), classPath, arguments, ALL ? 3600 : 900);
    }
}
