package dev.tidemark.snapshot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.tidemark.it.Seed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots that are written while their pages are looked at are those that are written afterwards. */
class ScanInStepTest {
    private static final int PAGE = 64;
    private static final int PAGES = 5000;
    private static final int ROUNDS = 60;

    private final Random random = new Random(Seed.of("ScanInStepTest"));
    private final FileSystem disk = Jimfs.newFileSystem(Configuration.unix());

    @AfterEach
    void close() throws IOException {
        disk.close();
    }

    @Test
    void theSameRunsAndBytesWhetherTheGuessIsRightOrNot() throws IOException {
        int right = 0;
        for (int round = 0; round < ROUNDS; round++) {
            ByteBuffer ram = round % 2 == 0 ? ByteBuffer.allocate(size()) : ByteBuffer.allocateDirect(size());
            try (Guest guest = new Guest("ram", ram, PAGE)) {
                right += compare(guest, "/round" + round);
            }
        }
        System.out.println("ScanInStepTest: " + right + " guesses of " + ROUNDS + " were right");
        assertTrue(right > ROUNDS / 8 && right < ROUNDS * 7 / 8);
    }

    /** The last page is a short one. */
    private static int size() {
        return PAGES * PAGE - 11;
    }

    private int compare(Guest guest, String name) throws IOException {
        for (int i = 0; i < guest.ram.capacity(); i++) {
            guest.ram.put(i, (byte) (1 + random.nextInt(100)));
        }
        SnapshotTaker inStep = taker(guest, name + "-step", 0);
        SnapshotTaker after = taker(guest, name + "-after", Long.MAX_VALUE);
        assertEquals(inStep.take().storedPages(), after.take().storedPages());
        write(guest);
        TakeOptions options = random.nextInt(3) == 0 ? TakeOptions.DEFAULT.ofRunningGuest() : TakeOptions.DEFAULT;
        options = random.nextInt(3) == 0 ? options.compressed(1) : options;
        Taken one = inStep.take(options);
        Taken other = after.take(options);
        assertEquals(other.snapshot().fileBytes(), one.snapshot().fileBytes());
        assertEquals(
                List.of(other.dirtyPages(), other.storedPages(), other.zeroPages(), other.equalPages()),
                List.of(one.dirtyPages(), one.storedPages(), one.zeroPages(), one.equalPages()));
        check(guest, inStep, one);
        // its prints are right, or this one leaves out what it must not
        guest.region.markDirty(0, size());
        assertEquals(0, inStep.take().storedPages());
        write(guest);
        check(guest, inStep, inStep.take());
        return one.storedPages() == one.dirtyPages() ? 1 : 0;
    }

    private SnapshotTaker taker(Guest guest, String directory, long inStepFrom) throws IOException {
        SnapshotTaker taker = guest.taker(SnapshotStore.open(disk.getPath(directory)));
        taker.inStepFrom = inStepFrom;
        return taker;
    }

    /** Runs of any length; now and then one of zeros, or of what is there. */
    private void write(Guest guest) {
        int strange = random.nextInt(3) * 10;
        for (int writes = random.nextInt(400); writes >= 0; writes--) {
            int page = random.nextInt(PAGES - 40);
            int length = 1 + random.nextInt(random.nextInt(10) == 0 ? 40 : 2);
            int how = random.nextInt(1000);
            for (int i = page * PAGE; i < (page + length) * PAGE; i++) {
                byte now = guest.ram.get(i);
                guest.ram.put(i, how < strange ? 0 : how < 2 * strange ? now : (byte) (now + 101));
            }
            guest.region.markDirty((long) page * PAGE, (long) length * PAGE);
        }
    }

    private void check(Guest guest, SnapshotTaker taker, Taken taken) throws IOException {
        Path image = disk.getPath("/image");
        Files.deleteIfExists(image);
        assertEquals(List.of(), taker.store().verify(SnapshotProgress.NONE));
        taker.store().restore(taken.snapshot(), image, SnapshotProgress.NONE);
        assertArrayEquals(guest.copy(), Files.readAllBytes(image));
    }

    @Test
    void whatFailsWhileWritingFailsTheTakeAndTheNextIsRight() throws IOException {
        try (Guest guest = new Guest("ram", ByteBuffer.allocateDirect(size()), PAGE)) {
            fill(guest);
            SnapshotTaker taker = taker(guest, "/store", 0);
            TakeOptions fails = TakeOptions.DEFAULT.watchedBy((done, total) -> {
                throw new IllegalStateException("no more");
            });
            assertThrows(IllegalStateException.class, () -> taker.take(fails));
            check(guest, taker, taker.take());
        }
    }

    @Test
    void anInterruptIsKeptForTheChannel(@TempDir Path directory) throws Exception {
        try (Guest guest = new Guest("ram", ByteBuffer.allocateDirect(size()), PAGE)) {
            fill(guest);
            SnapshotTaker taker = guest.taker(SnapshotStore.open(directory));
            taker.inStepFrom = 0;
            AtomicReference<Throwable> failure = new AtomicReference<>();
            Thread thread = new Thread(() -> {
                Thread.currentThread().interrupt();
                try {
                    taker.take();
                } catch (IOException e) {
                    failure.set(e);
                }
            });
            thread.start();
            thread.join();
            assertTrue(failure.get() instanceof java.nio.channels.ClosedByInterruptException, () -> "" + failure.get());
            assertEquals(PAGES, taker.take().storedPages());
        }
    }

    private void fill(Guest guest) {
        for (int i = 0; i < guest.ram.capacity(); i++) {
            guest.ram.put(i, (byte) (1 + random.nextInt(100)));
        }
        guest.region.markDirty(0, guest.ram.capacity());
    }
}
