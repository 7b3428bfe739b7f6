package dev.tidemark.snapshot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.tidemark.it.Seed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * Every operation of a store, struck at its I/O calls in every way. Afterwards the store verifies, every point restores as it
 * was taken, and the next increment is the truth.
 */
class FaultInjectionTest {
    /** Every call with {@code -Dtidemark.faults=all}; every fourth without, each way of failing at others. */
    private static final int STRIDE = "all".equals(System.getProperty("tidemark.faults")) ? 1 : 4;

    private static final int PAGE = 256;
    private static final int SIZE = 20 * PAGE + 17;

    private final long seed = Seed.of("FaultInjectionTest");
    private int injected;
    private int scenes;

    /** An operation that is struck. */
    private interface Operation {
        void run(Scene scene) throws IOException;
    }

    @Test
    void takingAnIncrement() throws IOException {
        strikeEverywhere("take", scene -> scene.take(TakeOptions.DEFAULT));
    }

    @Test
    void takingWhileThePagesAreLookedAt() throws IOException {
        strikeEverywhere("take, in step", Scene::inStep, scene -> scene.take(TakeOptions.DEFAULT));
    }

    @Test
    void takingWhileThePagesAreLookedAtAndAllAreStored() throws IOException {
        strikeEverywhere(
                "take, in step, rightly guessed",
                scene -> {
                    scene.inStep();
                    scene.writeAll();
                },
                scene -> scene.take(TakeOptions.DEFAULT));
    }

    @Test
    void takingFromARunningGuestCompressed() throws IOException {
        strikeEverywhere(
                "take compressed",
                scene -> scene.take(TakeOptions.DEFAULT.ofRunningGuest().compressed(1)));
    }

    @Test
    void beginningANewChain() throws IOException {
        strikeEverywhere("take full", scene -> scene.take(TakeOptions.DEFAULT.asNewChain()));
    }

    @Test
    void merging() throws IOException {
        strikeEverywhere("compact", scene -> scene.store.compact(scene.store.point("latest"), SnapshotProgress.NONE));
    }

    @Test
    void pruning() throws IOException {
        strikeEverywhere("prune", scene -> {
            scene.store.compact(scene.store.point("latest"), SnapshotProgress.NONE);
            scene.store.prune(PrunePolicy.keepLast(1), false);
        });
    }

    @Test
    void restoringToAFile() throws IOException {
        strikeEverywhere("restore", scene -> {
            scene.image = scene.directory.resolveSibling("image");
            scene.store.restore(scene.store.point("latest"), scene.image, SnapshotProgress.NONE);
        });
    }

    @Test
    void restoringIntoTheRegion() throws IOException {
        strikeEverywhere("rewind", scene -> {
            Snapshot first = scene.store.list().snapshots().get(0);
            scene.guest.taker(scene.store).restore(first, SnapshotProgress.NONE);
        });
    }

    private void strikeEverywhere(String name, Operation operation) throws IOException {
        strikeEverywhere(name, scene -> {}, operation);
    }

    private void strikeEverywhere(String name, Operation before, Operation operation) throws IOException {
        for (boolean objects : new boolean[] {false, true}) {
            long calls;
            try (Scene scene = new Scene(objects)) {
                before.run(scene);
                scene.faults.arm(Long.MAX_VALUE, Faults.Kind.FAIL);
                operation.run(scene);
                calls = scene.faults.calls();
            }
            assertTrue(calls > 1, () -> name + " does no I/O that can be struck");
            for (Faults.Kind kind : Faults.Kind.values()) {
                for (long call = kind.ordinal() % STRIDE; call < calls; call += STRIDE) {
                    try (Scene scene = new Scene(objects)) {
                        before.run(scene);
                        scene.strike(operation, call, kind);
                        injected += scene.faults.injected();
                    } catch (IOException | RuntimeException | Error e) {
                        throw new AssertionError(
                                name + (objects ? " on objects" : " on a disk") + ", " + kind + " at call " + call
                                        + " of " + calls,
                                e);
                    }
                    scenes++;
                }
            }
        }
        System.out.println("FaultInjectionTest: " + name + ": " + injected + " faults injected in " + scenes + " runs");
        assertTrue(injected >= scenes * 9 / 10, "a fault was armed and not met");
    }

    /** A guest with a chain of two snapshots, and writes since. */
    private final class Scene implements AutoCloseable {
        final Random random = new Random(seed);
        final FileSystem disk = Jimfs.newFileSystem(Configuration.unix());
        final Faults faults = new Faults(random);
        final Path directory;
        final Map<UUID, byte[]> model = new LinkedHashMap<>();
        Guest guest = new Guest("guest", ByteBuffer.allocateDirect(SIZE), PAGE);
        SnapshotStore store;
        Path image;

        Scene(boolean objects) throws IOException {
            directory = new FaultyFileSystem(disk, faults, objects).getPath("/store");
            store = SnapshotStore.open(directory);
            for (int i = 0; i < 2; i++) {
                write();
                take(TakeOptions.DEFAULT);
            }
            write();
        }

        void write() {
            for (int i = 0; i < 4; i++) {
                guest.write(random);
            }
        }

        void inStep() {
            guest.taker(store).inStepFrom = 0;
        }

        /** Every page is another one than before, and not zero. */
        void writeAll() {
            for (int i = 0; i < SIZE; i++) {
                guest.ram.put(i, (byte) (guest.ram.get(i) == 1 ? 2 : 1));
            }
            guest.region.markDirty(0, SIZE);
        }

        void take(TakeOptions options) throws IOException {
            byte[] now = guest.copy();
            model.put(guest.taker(store).take(options).snapshot().id(), now);
        }

        void strike(Operation operation, long call, Faults.Kind kind) throws IOException {
            byte[] before = guest.copy();
            faults.arm(call, kind);
            boolean finished = false;
            try {
                operation.run(this);
                finished = true;
            } catch (Faults.Crash e) {
                // the process is dead: another one comes
            } catch (IOException e) {
                assertTrue(kind != Faults.Kind.SHORT, "a short write is no failure: " + e);
            }
            faults.disarm();
            boolean dead = kind == Faults.Kind.CRASH && !finished;
            guest.taker(store);
            if (dead) {
                guest.close();
                guest = new Guest("guest", ByteBuffer.allocateDirect(SIZE), PAGE);
                store = SnapshotStore.open(directory);
            }
            assertEquals(List.of(), store.verify(SnapshotProgress.NONE));
            for (Snapshot point : store.list().snapshots()) {
                // published, and not acknowledged: it must be what it was to be
                model.putIfAbsent(point.id(), before);
                check(point);
            }
            if (image != null && Files.exists(image)) {
                assertArrayEquals(model.get(store.point("latest").id()), Files.readAllBytes(image));
            }
            goOn(dead);
        }

        private void goOn(boolean dead) throws IOException {
            if (dead || guest.taker(store).parentId() == null) {
                guest.taker(store).restore(store.point("latest"), SnapshotProgress.NONE);
            }
            for (int i = 0; i < 2; i++) {
                take(TakeOptions.DEFAULT);
                check(store.point("latest"));
                write();
            }
            assertEquals(List.of(), store.verify(SnapshotProgress.NONE));
        }

        private void check(Snapshot point) throws IOException {
            Path file = disk.getPath("/checked");
            Files.deleteIfExists(file);
            store.restore(point, file, SnapshotProgress.NONE);
            assertArrayEquals(model.get(point.id()), Files.readAllBytes(file), point::toString);
        }

        @Override
        public void close() throws IOException {
            guest.close();
            disk.close();
        }
    }
}
