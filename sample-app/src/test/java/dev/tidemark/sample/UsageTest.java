package dev.tidemark.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class UsageTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    /** What is wrong, and what would be right, in one line. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--memory stack | --memory | heap, direct or mapped: 'stack'",
                "--page 100 | --page | a power of two from 64 to 2m: '100'",
                "--page 4m | --page | a power of two from 64 to 2m: '4m'",
                "--page large | --page | a number of bytes, or one with k, m or g: 'large'",
                "--size 1m | --size | a multiple of 64k from 32000k",
                "--size 99999999999g | --size | a number of bytes",
                "--accounts 1 | --accounts | a whole number from 2",
                "--rounds 0 | --rounds | a whole number from 1",
                "--transactions many | --transactions | a whole number from 1",
                "--seed x | --seed | 'x' is not a long",
                "--memmory heap | --memmory | --memory",
                "--memory | --memory | Missing",
                "--timing --hold | --timing | excludes --hold and --image",
                "everything | everything | Unmatched",
                "verify | --image | Missing",
            })
    void wrongUsageIsOneLineAndTwo(String arguments, String names, String says) {
        assertEquals(SampleApp.WRONG_USAGE, run(arguments.split(" ")));
        assertEquals(1, err.toString().lines().count(), err::toString);
        assertTrue(err.toString().contains(names), err::toString);
        assertTrue(err.toString().contains(says), err::toString);
        assertEquals("", out.toString());
    }

    @Test
    void helpNamesEveryOption() {
        assertEquals(SampleApp.OK, run("--help"));
        String help = out.toString();
        for (OptionSpec option :
                new CommandLine(new RunCommand()).getCommandSpec().options()) {
            assertTrue(help.contains(option.longestName()), option.longestName() + " in:\n" + help);
        }
        assertTrue(help.contains("Exit codes"), help);
        assertEquals("", err.toString());
    }

    @Test
    void aMissingImageIsOneLine() {
        int code = run("verify", "--image", "no-such-image", "--accounts", "2", "--transactions", "0");
        assertEquals(SampleApp.FAILED, code);
        assertEquals("sample-app: no such file: no-such-image", err.toString().strip());
    }

    private int run(String... arguments) {
        return SampleApp.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }
}
