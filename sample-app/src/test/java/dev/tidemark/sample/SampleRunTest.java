package dev.tidemark.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.Tidemark;
import dev.tidemark.snapshot.SnapshotProgress;
import dev.tidemark.snapshot.SnapshotStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs in this JVM, with a tracker that is right and with one that is not. */
class SampleRunTest {
    /** Consulted by the tracker, which can be activated only once. */
    private static volatile IntPredicate forgets = page -> false;

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void activate() {
        Tidemark.activate(new ShadowTracker(page -> forgets.test(page)));
    }

    @BeforeEach
    void forgetNothing() {
        forgets = page -> false;
    }

    @Test
    void aRightTrackerIsConfirmed() throws IOException {
        Path store = folder.resolve("store");
        assertEquals(SampleApp.OK, run("--store", store.toString()), () -> out + "" + err);
        String text = out.toString();
        assertTrue(text.contains("missed 0"), text);
        assertTrue(text.contains("integrity ok"), text);
        assertTrue(text.contains("RIGHT"), text);
        assertTrue(text.contains("--seed"), text);
        SnapshotStore kept = SnapshotStore.lookAt(store);
        assertEquals(4, kept.list().snapshots().size(), "a named store stays");
        assertEquals(List.of(), kept.verify(SnapshotProgress.NONE));
        assertEquals("", err.toString());
    }

    /** The oracle and the second JVM must be able to say no. */
    @Test
    void aTrackerThatForgetsIsCaught() {
        forgets = page -> page % 2 == 0;
        assertEquals(SampleApp.FAILED, run(), () -> out + "" + err);
        String text = out.toString();
        assertFalse(text.contains("missed 0"), text);
        assertTrue(text.contains("the first missed page is "), text);
        assertTrue(text.contains("WRONG"), text);
    }

    @Test
    void aStoreThatCannotBeWrittenIsOneLine() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        assertEquals(SampleApp.FAILED, run("--store", file.toString()));
        assertEquals(1, err.toString().lines().count(), err::toString);
        assertTrue(err.toString().contains("a store is a directory"), err::toString);
    }

    @Test
    void timingIsOneLineOfKeysAndValues() {
        assertEquals(SampleApp.OK, run("--timing", "--seed", "5"));
        String text = out.toString().strip();
        assertTrue(
                text.matches("memory=direct accounts=2000 transactions=20 seed=5 tracked=true start_ms=[0-9.]+"
                        + " load_ms=[0-9.]+ transactions_ms=[0-9.]+"),
                text);
    }

    private int run(String... options) {
        String[] small = {"--accounts", "2000", "--rounds", "3", "--transactions", "20"};
        String[] all = new String[small.length + options.length];
        System.arraycopy(small, 0, all, 0, small.length);
        System.arraycopy(options, 0, all, small.length, options.length);
        return SampleApp.run(new PrintWriter(out, true), new PrintWriter(err, true), all);
    }
}
