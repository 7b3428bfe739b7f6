package dev.tidemark.snapshot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What a taker refuses, and what stays true then. */
class SnapshotTakerTest {
    private static final int PAGE = 4096;
    private static final int SIZE = 64 * PAGE;

    private final FileSystem disk = Jimfs.newFileSystem(Configuration.unix());
    private final Guest guest = new Guest("ram", ByteBuffer.allocateDirect(SIZE), PAGE);
    private SnapshotStore store;

    @BeforeEach
    void takeOne() throws IOException {
        store = SnapshotStore.open(disk.getPath("/store"));
        write(3, 1);
        guest.taker(store).take();
    }

    @AfterEach
    void close() throws IOException {
        guest.close();
        disk.close();
    }

    private void write(int page, int value) {
        guest.ram.put(page * PAGE, (byte) value);
        guest.region.markDirty((long) page * PAGE, 1);
    }

    @Test
    void guestThatWritesThoughItWasToStandStillIsRefused() throws IOException {
        write(5, 1);
        TakeOptions writes = TakeOptions.DEFAULT.watchedBy((done, total) -> write(5, 9));
        assertRefused("the guest wrote 1 pages", () -> guest.taker(store).take(writes));
        TakeOptions full = writes.asNewChain().watchedBy((done, total) -> write(7, 9));
        assertRefused("the guest wrote", () -> guest.taker(store).take(full));
        assertTruth(guest.taker(store).take());
        TakeOptions running = TakeOptions.DEFAULT.ofRunningGuest().watchedBy((done, total) -> write(5, (int) done + 2));
        write(5, 1);
        Taken taken = guest.taker(store).take(running);
        assertEquals(1, taken.writtenMeanwhile());
        assertEquals(0, taken.pauseNanos());
        assertEquals(List.of(), store.verify(SnapshotProgress.NONE));
        assertTruth(guest.taker(store).take());
    }

    @Test
    void secondTakeAtOnceIsTold() throws IOException {
        write(5, 1);
        Taken taken = guest.taker(store)
                .take(TakeOptions.DEFAULT.whenCopied(() -> assertRefused(
                        "is at work on it", () -> guest.taker(store).take())));
        assertTruth(taken);
    }

    @Test
    void ofTwoThatContinueOneSnapshotOneIsTold() throws IOException {
        try (Guest other = new Guest("ram", ByteBuffer.allocate(SIZE), PAGE)) {
            SnapshotTaker second = other.taker(SnapshotStore.open(store.directory()));
            second.restore(store.point("latest"), SnapshotProgress.NONE);
            write(5, 1);
            Taken winner = guest.taker(store).take();
            assertRefused("was taken by someone else", second::take);
            assertTruth(winner);
            second.restore(store.point("latest"), SnapshotProgress.NONE);
            assertArrayEquals(guest.copy(), other.copy());
            second.take();
            assertRefused("was taken by someone else", () -> guest.taker(store).take());
        }
    }

    @Test
    void chainOfAnotherTakerOrRegionIsRefused() throws IOException {
        Snapshot point = store.point("latest");
        guest.taker(store).close();
        assertRefused("restore it into the region", () -> guest.taker(store).take());
        try (Guest other = new Guest("disk", ByteBuffer.allocate(SIZE), PAGE);
                Guest small = new Guest("ram", ByteBuffer.allocate(SIZE / 2), PAGE);
                Guest fine = new Guest("ram", ByteBuffer.allocate(SIZE), PAGE / 2)) {
            assertRefused("it is of region 'ram'", () -> restore(other, point));
            assertRefused("bytes, the region", () -> restore(small, point));
            assertRefused("its page size is 4096", () -> restore(fine, point));
            assertEquals(0, small.ram.get(3 * PAGE));
        }
    }

    @Test
    void lostOrChangedParentIsRefused() throws IOException {
        Snapshot first = store.point("latest");
        write(5, 1);
        Snapshot second = guest.taker(store).take().snapshot();
        byte[] kept = Files.readAllBytes(first.file());
        Files.delete(first.file());
        assertRefused("is not in this store", () -> store.restore(second, image(), SnapshotProgress.NONE));
        assertEquals(1, store.verify(SnapshotProgress.NONE).size());
        Path elsewhere = Files.createDirectory(disk.getPath("/elsewhere"));
        Files.write(elsewhere.resolve(first.file().getFileName().toString()), kept);
        SnapshotStore both = SnapshotStore.open(store.directory(), elsewhere);
        both.restore(second, image(), SnapshotProgress.NONE);
        assertArrayEquals(guest.copy(), Files.readAllBytes(image()));
        Files.delete(second.file());
        write(6, 1);
        assertRefused("begin a new chain", () -> guest.taker(store).take());
        assertTruth(guest.taker(store).take(TakeOptions.DEFAULT.asNewChain()));
    }

    @Test
    void unchangedAndZeroPagesAreNotStored() throws IOException {
        guest.region.markDirty(0, SIZE);
        write(3, 0);
        write(9, 4);
        Taken taken = guest.taker(store).take();
        assertEquals(64, taken.dirtyPages());
        assertEquals(1, taken.storedPages());
        assertEquals(1, taken.zeroPages());
        assertEquals(62, taken.equalPages());
        assertTruth(taken);
    }

    private static void restore(Guest into, Snapshot point) throws IOException {
        into.taker(SnapshotStore.open(point.file().getParent())).restore(point, SnapshotProgress.NONE);
    }

    private Path image() {
        return disk.getPath("/image");
    }

    private void assertTruth(Taken taken) throws IOException {
        Files.deleteIfExists(image());
        store.restore(taken.snapshot(), image(), SnapshotProgress.NONE);
        assertArrayEquals(guest.copy(), Files.readAllBytes(image()));
    }

    private static void assertRefused(String words, Executable work) {
        SnapshotException refused = assertThrows(SnapshotException.class, work);
        assertTrue(refused.getMessage().contains(words), refused.getMessage());
    }
}
