package dev.tidemark.it.snapshot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.it.ForkedJvm;
import dev.tidemark.it.Seed;
import dev.tidemark.snapshot.Snapshot;
import dev.tidemark.snapshot.SnapshotProgress;
import dev.tidemark.snapshot.SnapshotStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A JVM is killed (SIGKILL) at random moments of taking, merging and pruning; the next one goes on from what is there. */
class KilledIT {
    private static final int KILLS = Integer.getInteger("tidemark.kills", 12);

    @TempDir
    private Path directory;

    @Test
    void storeIsWholeAfterEveryKill() throws IOException, InterruptedException {
        long seed = Seed.of("KilledIT");
        Random random = new Random(seed);
        int checked = 0;
        int parts = 0;
        Path home = directory.resolve("store");
        for (int kill = 0; kill < KILLS; kill++) {
            try (ForkedJvm.Running jvm = ForkedJvm.withAgent("min=off")
                    .flags("-Xmx128m")
                    .start(KilledProgram.class, home.toString(), String.valueOf(seed))) {
                jvm.awaitLine("ready");
                if (kill % 2 == 0) {
                    jvm.awaitLine("took"); // a slow machine takes none before it is killed
                }
                Thread.sleep(random.nextInt(400));
            } // closing kills it
            SnapshotStore store = SnapshotStore.open(home);
            assertEquals(List.of(), store.verify(SnapshotProgress.NONE));
            for (Snapshot point : store.list().snapshots()) {
                check(store, point, seed);
                checked++;
            }
            parts += parts(home);
        }
        System.out.printf(
                "KilledIT: killed %d times, %d of them with a file on its way; %d points restored right%n",
                KILLS, parts, checked);
        assertTrue(checked > KILLS / 2);
    }

    private void check(SnapshotStore store, Snapshot point, long seed) throws IOException {
        Path image = directory.resolve("image");
        store.restore(point, image, SnapshotProgress.NONE);
        byte[] right =
                KilledGuest.at(seed, KilledProgram.generation(store, point)).array();
        assertArrayEquals(right, Files.readAllBytes(image), point::toString);
        Files.delete(image);
    }

    /** Counts and removes them: prune would not yet. */
    private static int parts(Path home) throws IOException {
        int count = 0;
        try (var parts = Files.newDirectoryStream(home, "*.part")) {
            for (Path part : parts) {
                Files.delete(part);
                count = 1;
            }
        }
        return count;
    }
}
