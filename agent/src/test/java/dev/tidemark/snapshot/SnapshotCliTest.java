package dev.tidemark.snapshot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.cli.Main;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The snapshot commands, on a store on the local disk. */
class SnapshotCliTest {
    @TempDir
    private Path home;

    private Path directory;
    private Snapshot first;
    private Snapshot second;
    private byte[] truth;

    private record Result(int exitCode, String out, String err) {}

    @BeforeEach
    void takeTwo() throws IOException {
        directory = home.resolve("store");
        try (Guest guest = new Guest("guest ram", ByteBuffer.allocateDirect(100_000), 4096)) {
            SnapshotStore store = SnapshotStore.open(directory);
            Random random = new Random(1);
            guest.write(random);
            first = guest.taker(store).take().snapshot();
            guest.write(random);
            second = guest.taker(store).take().snapshot();
            truth = guest.copy();
        }
    }

    @Test
    void listsVerifiesRestoresMergesAndPrunes() throws IOException {
        Result list = run("list", directory);
        assertEquals(0, list.exitCode(), list.toString());
        assertTrue(list.out().contains(first.name()) && list.out().contains("increment"), list.out());
        assertTrue(run("verify", directory).out().startsWith("2 snapshots, all right"));
        Path image = home.resolve("image");
        assertEquals(0, run("restore", directory, "latest", image).exitCode());
        assertArrayEquals(truth, Files.readAllBytes(image));
        assertTrue(run("compact", directory, second.name()).out().contains("-full.tide"));
        Result dry = run("prune", directory, "--keep", 1, "--dry-run");
        assertTrue(dry.out().endsWith("2 files to delete\n"), dry.out());
        assertEquals(3, files());
        assertEquals(0, run("prune", directory, "--keep", 1).exitCode());
        assertEquals(1, files());
        Path again = home.resolve("again");
        assertEquals(0, run("restore", directory, second.name(), again).exitCode());
        assertArrayEquals(truth, Files.readAllBytes(again));
    }

    @Test
    void jsonSaysTheSame() throws IOException {
        Result list = run("list", directory, "--json");
        assertTrue(list.out().contains("\"name\": \"" + second.name() + "\""), list.out());
        assertTrue(run("verify", directory, "--json").out().contains("\"damaged\": ["));
        assertTrue(run("prune", directory, "--keep", 1, "--json").out().contains("\"files\": ["));
    }

    @Test
    void failuresAreOneLineAndExitCodeOne() throws IOException {
        assertFailure(run("list", home.resolve("nothing")), "is no directory");
        assertFailure(run("restore", directory, "none", home.resolve("x")), "no snapshot 'none'");
        assertFailure(run("restore", directory, "latest", first.file()), "exists already");
        assertFailure(run("list", "nowhere://bucket/x"), "no file system for");
        byte[] wrong = Files.readAllBytes(first.file());
        wrong[wrong.length - 1] ^= 1;
        Files.write(first.file(), wrong);
        Result verify = run("verify", directory);
        assertFailure(verify, "1 files are damaged");
        assertTrue(verify.out().contains("byte " + (wrong.length - 1) + ": one bit is wrong"), verify.out());
        assertFailure(run("restore", directory, "latest", home.resolve("x")), "one bit is wrong");
        assertFalse(Files.exists(home.resolve("x")));
        assertEquals(2, run("prune", directory, "--keep", 0).exitCode());
        assertEquals(
                2, run("prune", directory, "--keep", 1, "--within", "yesterday").exitCode());
    }

    private static void assertFailure(Result result, String words) {
        assertEquals(1, result.exitCode(), result.toString());
        assertTrue(result.err().contains(words), result.toString());
        assertEquals(1, result.err().lines().count(), result.toString());
    }

    private long files() throws IOException {
        try (var all = Files.list(directory)) {
            return all.count();
        }
    }

    private static Result run(Object... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "snapshot";
        for (int i = 0; i < arguments.length; i++) {
            all[i + 1] = arguments[i].toString();
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode = Main.run(all, new PrintStream(out, true), new PrintStream(err, true));
        return new Result(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
