package dev.tidemark.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.options.OptionTable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
    private record Result(int exitCode, String out, String err) {}

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                           | no command given; commands: list, status, ranges, top, rate, who, track, audit, attach, snapshot, replicate, replica, help",
                "lst                          | unknown command 'lst'; did you mean list?; commands: list, status",
                "frobnicate                   | unknown command 'frobnicate'; commands: list, status",
                "--jsn                        | Unknown option: '--jsn'",
                "status                       | Missing required parameter: 'PID'",
                "status twelve                | 'twelve' is not a long",
                "status @file                 | '@file' is not a long",
                "status 1 2                   | Unmatched argument at index 2: '2'",
                "status 1 --jsno              | did you mean --json?",
                "ranges 1                     | Missing required",
                "ranges 1 ram                 | Missing required option: '--client=C'",
                "ranges 1 ram --client        | Missing required parameter for option '--client'",
                "ranges 1 ram --client a --max many | 'many' is not an int",
                "ranges 1 ram --client a --max 10001 | --max must be 1 to 10000: 10001",
                "ranges 1 ram --client a --from=-1 | --from must be a byte of the region, from 0 on: -1",
                "rate 1                       | Missing required parameter: 'REGION'",
                "rate 1 ram --seconds 0       | --seconds must be 1 to 600: 0",
                "rate 1 ram --after=-1        | --after must be 0 or more: -1",
                "rate 1 ram --client a        | --client and --bandwidth belong together",
                "rate 1 ram --client a --bandwidth fast | --bandwidth must be a number of bytes",
                "who 1                        | Missing required parameter: 'REGION'",
                "who 1 ram --seconds 0        | --seconds must be 1 to 600: 0",
                "who 1 ram --every 0          | --every must be 1 to 1000000: 0",
                "who 1 ram --collapsed --json | --collapsed and --json",
                "track 1                      | Missing required",
                "track 1 a.B.c                | Missing required option: '--name=N'",
                "track 1 a.B.c --name n --page 3000 | --page must be a power of two from 64 to 2m",
                "audit                        | Missing required parameter: 'PID'",
                "audit 1 5                    | SHARE must be off, or a percentage",
                "audit 1 5% --max 1001        | --max must be 1 to 1000: 1001",
                "audit 1 5% --from=-1         | --from must be the id of a miss, from 0 on: -1",
                "list 1                       | Unmatched argument at index 1: '1'",
                "attach                       | Missing required parameter",
                "attach 1 paeg=4k             | unknown agent option 'paeg', did you mean page?",
                "attach 1 page=3000           | agent option page=3000 is refused: must be a power of two",
                "snapshot                     | no snapshot command given; commands: take, list, verify, restore, compact, prune",
                "snapshot list                | Missing required parameter: 'DIR'",
                "snapshot prune d             | Missing required option: '--keep=N'",
                "snapshot restore d latest    | restore goes to a FILE or --into a JVM: name one of them",
                "snapshot restore d latest f --into 1 | restore goes to a FILE or --into a JVM: name one of them",
                "snapshot restore d latest f --other-start | --other-start, --guest and --timeout are for --into",
                "snapshot restore d latest --into 1 --guest running | --guest must be pause, still: running",
                "snapshot take                | Missing required",
                "snapshot take 1 ram          | Missing required option: '--store=DIR'",
                "snapshot take 1 ram --store d --zstd 23 | --zstd must be 1 to 22, or 0 for none: 23",
                "snapshot take 1 ram --store d --guest asleep | --guest must be pause, still, running: asleep",
                "snapshot take 1 ram --store d --timeout=-1 | --timeout must be a number of seconds, or 0 for never: -1",
                "snapshot take 1 ram --store d --attach regs | should be in KEY=VALUE",
                "help frobnicate              | Unknown subcommand 'frobnicate'"
            })
    void wrongUsageIsOneLineAndExitCodeTwo(String arguments, String words) {
        Result result = run(arguments.isEmpty() ? new String[0] : arguments.split(" "));
        assertEquals(2, result.exitCode(), result.toString());
        assertOneLine(result, words);
    }

    @Test
    void aProcessThatIsNotThereIsAFailure() {
        // The largest pid that a system hands out is far below this.
        Result result = run("status", "2147483646");
        assertEquals(1, result.exitCode());
        assertOneLine(result, "there is no process 2147483646");
    }

    @Test
    void withoutAJarThereIsNothingToAttach() {
        Result result = run("attach", "2147483646");
        assertEquals(1, result.exitCode());
        assertOneLine(result, "instead of a jar");
    }

    @ParameterizedTest
    @ValueSource(strings = {"help", "--version", "list", "list --json"})
    @Timeout(300)
    void lostOutputIsAFailure(String arguments) {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode = Main.run(arguments.split(" "), new PrintStream(full, true), new PrintStream(err, true));
        assertEquals(1, exitCode);
        assertOneLine(new Result(exitCode, "", err.toString(StandardCharsets.UTF_8)), "cannot write to stdout");
    }

    @Test
    void thisProcessItselfIsNoTarget() {
        Result result = run("status", Long.toString(ProcessHandle.current().pid()));
        assertEquals(2, result.exitCode());
        assertOneLine(result, "is this command itself");
    }

    @ParameterizedTest
    @ValueSource(strings = {"help", "--help", "-h"})
    void helpNamesEveryCommand(String arguments) {
        Result result = run(arguments);
        assertEquals(0, result.exitCode());
        assertEquals("", result.err());
        for (String command :
                List.of("list", "status", "ranges", "attach", "help", "Exit codes: 0 done, 1 failed, 2")) {
            assertTrue(result.out().contains(command), command);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"list", "status", "ranges", "attach"})
    void everyCommandHasHelpBothWays(String command) {
        Result help = run("help", command);
        assertEquals(0, help.exitCode());
        assertTrue(help.out().contains("--json"), help.out());
        assertEquals(help, run(command, "--help"));
        assertTrue(help.out().chars().noneMatch(c -> c == 0x1b), "no colours in a pipe");
        help.out().lines().forEach(line -> assertTrue(line.length() <= 110, line));
    }

    @Test
    void helpOfAttachCarriesTheOptionsTable() {
        assertTrue(run("help", "attach").out().contains(OptionTable.toText().stripTrailing()));
    }

    @Test
    void versionIsOneLine() {
        Result result = run("--version");
        assertEquals(0, result.exitCode());
        assertTrue(result.out().matches("tidemark \\S.*\\R"), result.out());
    }

    @Test
    @Timeout(300)
    void listSkipsItselfAndWritesJson() {
        Result result = run("list", "--json");
        assertEquals(0, result.exitCode(), result.err());
        List<?> jvms = (List<?>) ((Map<?, ?>) JsonReader.read(result.out())).get("jvms");
        long self = ProcessHandle.current().pid();
        for (Object jvm : jvms) {
            assertTrue((Long) ((Map<?, ?>) jvm).get("pid") != self);
        }
    }

    private static void assertOneLine(Result result, String words) {
        assertEquals("", result.out());
        assertTrue(result.err().startsWith("tidemark: "), result.err());
        assertEquals(1, result.err().lines().count(), result.err());
        assertTrue(result.err().contains(words), result.err());
    }

    private static Result run(String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode = Main.run(args, new PrintStream(out, true), new PrintStream(err, true));
        return new Result(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
