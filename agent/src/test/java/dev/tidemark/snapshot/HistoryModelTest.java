package dev.tidemark.snapshot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.tidemark.it.Seed;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Random histories of a guest and its store, against a model that keeps a full copy of every point. */
class HistoryModelTest {
    private static final int HISTORIES = Integer.getInteger("tidemark.histories", 300);

    private final long seed = Seed.of("HistoryModelTest");
    private int taken;
    private int failed;
    private int restored;
    private int compacted;
    private int pruned;
    private int rewound;

    @Test
    void everyPointOfEveryChainRestoresByteForByte() throws IOException {
        for (int i = 0; i < HISTORIES; i++) {
            Random random = new Random(seed + i);
            try (FileSystem disk = Jimfs.newFileSystem(Configuration.unix());
                    Guest guest = Guest.random(random)) {
                new History(random, disk, guest).run();
            } catch (IOException | RuntimeException | Error e) {
                throw new AssertionError("history " + i + " of seed " + seed, e);
            }
        }
        System.out.printf(
                "HistoryModelTest: %d histories: %d snapshots, %d failed ones, %d points restored, %d merged, %d pruned,"
                        + " %d rewound%n",
                HISTORIES, taken, failed, restored, compacted, pruned, rewound);
        assertTrue(
                taken > HISTORIES && failed > HISTORIES / 4 && compacted > HISTORIES / 8 && pruned > 0 && rewound > 0);
    }

    /** A point as it must be. */
    private record Model(byte[] bytes, byte[] registers) {}

    private final class History {
        private final Random random;
        private final FileSystem disk;
        private final Guest guest;
        private final Faults faults;
        private final Path directory;
        private final Map<UUID, Model> model = new HashMap<>();
        private SnapshotStore store;

        History(Random random, FileSystem disk, Guest guest) throws IOException {
            this.random = random;
            this.disk = disk;
            this.guest = guest;
            this.faults = new Faults(random);
            FileSystem faulty = new FaultyFileSystem(disk, faults, random.nextInt(4) == 0);
            this.directory = faulty.getPath("/store");
            this.store = SnapshotStore.open(directory);
        }

        private SnapshotTaker taker() {
            SnapshotTaker taker = guest.taker(store);
            taker.inStepFrom = random.nextBoolean() ? 0 : Long.MAX_VALUE;
            return taker;
        }

        void run() throws IOException {
            int steps = 3 + random.nextInt(25);
            for (int i = 0; i < steps; i++) {
                for (int writes = random.nextInt(6); writes > 0; writes--) {
                    guest.write(random);
                }
                switch (random.nextInt(12)) {
                    case 0, 1, 2, 3 -> take();
                    case 4, 5 -> failToTake();
                    case 6 -> restoreSome();
                    case 7 -> compact();
                    case 8 -> prune();
                    case 9 -> rewind();
                    case 10 -> {
                        guest.taker(store).close();
                        store = SnapshotStore.open(directory);
                    }
                    default -> assertEquals(List.of(), store.verify(SnapshotProgress.NONE));
                }
            }
            faults.disarm();
            assertEquals(List.of(), store.verify(SnapshotProgress.NONE));
            assertEquals(model.keySet(), ids());
            for (Snapshot point : store.list().snapshots()) {
                check(point);
            }
        }

        private TakeOptions options() throws IOException {
            byte[] registers = new byte[random.nextInt(30)];
            random.nextBytes(registers);
            TakeOptions options = TakeOptions.DEFAULT.with("registers", registers);
            options = random.nextInt(4) == 0 ? options.ofRunningGuest() : options;
            options = random.nextInt(5) == 0 ? options.compressed(1 + random.nextInt(3)) : options;
            boolean foreign = guest.taker(store).parentId() == null
                    && !store.list().snapshots().isEmpty();
            return foreign || random.nextInt(15) == 0 ? options.asNewChain() : options;
        }

        private void take() throws IOException {
            TakeOptions options = options();
            Estimate estimate = guest.taker(store).estimate(options);
            Taken result = taker().take(options);
            taken++;
            assertEquals(estimate.full(), result.snapshot().full());
            if (options.zstdLevel() == 0) {
                assertEquals(estimate.fileBytes(), result.snapshot().fileBytes());
            }
            remember(result.snapshot(), options);
        }

        private void remember(Snapshot snapshot, TakeOptions options) {
            model.put(
                    snapshot.id(), new Model(guest.copy(), options.attachments().get("registers")));
        }

        /** Fails at a random I/O call, or in a callback. If it does not fail, it is a snapshot as any other. */
        private void failToTake() throws IOException {
            TakeOptions options = options();
            if (random.nextInt(4) == 0) {
                options = options.whenCopied(() -> {
                    throw new IllegalStateException("injected");
                });
            } else {
                Faults.Kind[] kinds = {Faults.Kind.FAIL, Faults.Kind.FAIL_AFTER, Faults.Kind.NO_SPACE, Faults.Kind.SHORT
                };
                faults.arm(random.nextInt(40), kinds[random.nextInt(kinds.length)]);
            }
            try {
                Taken result = taker().take(options);
                faults.disarm();
                remember(result.snapshot(), options);
            } catch (IOException | IllegalStateException e) {
                faults.disarm();
                failed++;
                keepWhatIsThere();
            }
        }

        /** A file may be published though the taker was told otherwise: then it must be right. */
        private void keepWhatIsThere() throws IOException {
            for (Snapshot point : store.list().snapshots()) {
                if (!model.containsKey(point.id())) {
                    throw new AssertionError("failed, and published all the same: " + point);
                }
            }
        }

        private void restoreSome() throws IOException {
            List<Snapshot> points = store.list().snapshots();
            if (!points.isEmpty()) {
                check(points.get(random.nextInt(points.size())));
            }
        }

        private void check(Snapshot point) throws IOException {
            Path image = disk.getPath("/image");
            Files.deleteIfExists(image);
            store.restore(point, image, SnapshotProgress.NONE);
            assertArrayEquals(model.get(point.id()).bytes(), Files.readAllBytes(image), point::toString);
            assertArrayEquals(
                    model.get(point.id()).registers(), store.attachments(point).get("registers"));
            restored++;
        }

        private void compact() throws IOException {
            List<Snapshot> points = store.list().snapshots();
            if (points.isEmpty()) {
                return;
            }
            Snapshot point = points.get(random.nextInt(points.size()));
            Snapshot merged = store.compact(point, SnapshotProgress.NONE);
            assertTrue(merged.full());
            assertEquals(point.id(), merged.id());
            assertEquals(model.keySet(), ids());
            check(merged);
            compacted++;
        }

        private void prune() throws IOException {
            List<Snapshot> before = store.list().snapshots();
            PrunePolicy policy = PrunePolicy.keepLast(1 + random.nextInt(5));
            List<Path> would = store.prune(policy, true);
            assertEquals(would, store.prune(policy, false));
            Set<UUID> left = ids();
            model.keySet().retainAll(left);
            pruned += before.size() - left.size();
            Map<UUID, List<Snapshot>> histories = new HashMap<>();
            before.forEach(point -> histories
                    .computeIfAbsent(point.lineage(), id -> new ArrayList<>())
                    .add(point));
            histories.values().forEach(points -> points.subList(
                            Math.max(0, points.size() - policy.last()), points.size())
                    .forEach(point -> assertTrue(left.contains(point.id()), point::toString)));
        }

        private void rewind() throws IOException {
            List<Snapshot> points = store.list().snapshots();
            if (points.isEmpty()) {
                return;
            }
            Snapshot point = points.get(random.nextInt(points.size()));
            guest.taker(store).restore(point, SnapshotProgress.NONE);
            assertArrayEquals(model.get(point.id()).bytes(), guest.copy());
            rewound++;
        }

        private Set<UUID> ids() throws IOException {
            Set<UUID> ids = new HashSet<>();
            store.list().snapshots().forEach(point -> ids.add(point.id()));
            return ids;
        }
    }
}
