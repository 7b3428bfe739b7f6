package dev.tidemark.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.Region;
import dev.tidemark.sample.guest.GuestState;
import dev.tidemark.sample.guest.SqliteGuest;
import dev.tidemark.sample.point.StateText;
import dev.tidemark.snapshot.SnapshotStore;
import dev.tidemark.snapshot.TakeOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
                "--memory stack | --memory | one of [HEAP, DIRECT, MAPPED] (case-insensitive) but was 'stack'",
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
                "--timing --hold | --timing | exclude one another",
                "--crash --rewind | --crash | exclude one another",
                "--migrate --standby | --migrate | exclude one another",
                "--rewind --store d | --store | take no snapshots",
                "--standby --store d | --store | take no snapshots",
                "everything | everything | Unmatched",
                "verify | --store | Missing",
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
    void aMissingStoreIsOneLine() {
        int code = run("verify", "--store", "no-such-store", "--accounts", "2", "--transactions", "0");
        assertEquals(SampleApp.FAILED, code);
        assertEquals("sample-app: no such file: no-such-store", err.toString().strip());
    }

    @ParameterizedTest
    @CsvSource({"32768000, 0", "32768000, 7", "33554432, 255", "1000, 0"})
    void aSnapshotThatIsNoGuestIsOneLine(int byteSize, int fill, @TempDir Path store) throws IOException {
        byte[] bytes = new byte[byteSize];
        if (fill == 255) {
            new Random(5).nextBytes(bytes);
        } else {
            Arrays.fill(bytes, (byte) fill);
        }
        GuestState anyState =
                SqliteGuest.open(ByteBuffer.allocate(SqliteGuest.MIN_BYTE_SIZE)).state();
        take(store, bytes, TakeOptions.DEFAULT.with(StateText.NAME, StateText.encode(anyState)));
        assertEquals(SampleApp.FAILED, verify(store));
        assertEquals(1, (out + "" + err).lines().count(), () -> out + "" + err);
    }

    @Test
    void aGuestWithoutItsRegistersIsNamed(@TempDir Path store) throws IOException {
        take(store, new byte[SqliteGuest.MIN_BYTE_SIZE], TakeOptions.DEFAULT);
        assertEquals(SampleApp.FAILED, verify(store));
        assertTrue(err.toString().contains("no attachment 'globals'"), err::toString);
    }

    @Test
    void aGuestThatIsTooSmallIsNamed(@TempDir Path store) throws IOException {
        byte[] state = StateText.encode(new GuestState(512, 1, List.of()));
        take(store, new byte[SqliteGuest.MIN_BYTE_SIZE], TakeOptions.DEFAULT.with(StateText.NAME, state));
        assertEquals(SampleApp.FAILED, verify(store));
        assertEquals(1, err.toString().lines().count(), err::toString);
        assertTrue(err.toString().contains("needs 33554432 to "), err::toString);
    }

    private static void take(Path directory, byte[] memory, TakeOptions how) throws IOException {
        ShadowTracker tracker = new ShadowTracker(page -> false);
        Region region = tracker.track("guest", ByteBuffer.wrap(memory), 4096);
        SnapshotStore.open(directory).taker(region, tracker::client).take(how);
    }

    private int verify(Path store) {
        return run("verify", "--store", store.toString(), "--accounts", "2", "--transactions", "0");
    }

    @Test
    void lostOutputIsAFailure() {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        assertEquals(
                SampleApp.FAILED,
                SampleApp.run(new PrintWriter(new PrintStream(full), true), new PrintWriter(err, true), "--help"));
        assertEquals(1, err.toString().lines().count(), err::toString);
    }

    private int run(String... arguments) {
        return SampleApp.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }
}
