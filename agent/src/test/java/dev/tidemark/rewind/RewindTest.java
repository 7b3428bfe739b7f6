package dev.tidemark.rewind;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.Baseline;
import dev.tidemark.Checkpoint;
import dev.tidemark.Client;
import dev.tidemark.Region;
import dev.tidemark.RewindRing;
import dev.tidemark.RollbackException;
import dev.tidemark.Run;
import dev.tidemark.it.RawMemory;
import dev.tidemark.track.RegionTracker;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the Javadoc of checkpoints, baselines and rings says, one by one. */
class RewindTest {
    private static final int PAGE = 64;
    private static final int PAGES = 200;
    private static final long ADDRESS = RawMemory.allocate((long) PAGE * PAGES);

    private final RegionTracker tracker = new RegionTracker(4096, () -> {});
    private final Region region;

    RewindTest() {
        tracker.rewindWith(new Rewinds(tracker));
        RawMemory.write(ADDRESS, new byte[PAGE * PAGES]);
        region = tracker.trackMemory("r", ADDRESS, (long) PAGE * PAGES, PAGE, this);
    }

    @AfterEach
    void close() {
        region.close();
    }

    @Test
    void aRollbackMakesWhatItWroteDirtyForOthersAndNothingElse() {
        Client other = tracker.client("other");
        Checkpoint checkpoint = region.checkpoint();
        write(3, 1);
        write(7, 1);
        region.harvest(other);
        write(3, 0); // back to what it was
        region.harvest(other);
        write(100, 0); // dirty, and yet the same
        assertEquals(1, region.rollback(checkpoint));
        assertEquals(
                List.of(new Run(7 * PAGE, PAGE), new Run(100 * PAGE, PAGE)),
                region.harvest(other).runs());
        assertEquals(0, region.rollback(checkpoint));
        assertEquals(0, region.harvest(other).pageCount());
    }

    @Test
    void aResetCopiesWhatTheRunWrote() {
        fill();
        Baseline baseline = region.baseline();
        assertEquals(PAGE * PAGES, baseline.heldBytes());
        assertEquals(0, baseline.reset());
        for (int run = 0; run < 5; run++) {
            for (int page = run; page < 50 + run; page++) {
                write(page, 200 + run);
            }
            assertEquals(50, baseline.reset());
            assertEquals(0, baseline.reset());
        }
        write(9, 0);
        baseline.rebase();
        assertEquals(PAGE * (PAGES - 1), baseline.heldBytes());
        write(9, 5);
        assertEquals(1, baseline.reset());
        assertEquals(0, RawMemory.read(ADDRESS + 9 * PAGE, 1)[0]);
        baseline.close();
        assertEquals(0, baseline.heldBytes());
        assertThrows(IllegalStateException.class, baseline::reset);
        assertThrows(IllegalStateException.class, baseline::rebase);
    }

    /** Pages that nobody wrote since the last operation are written by it, up to the one that cannot be. */
    @Test
    void aRollbackThatBreaksOffInPagesThatWereCleanLosesNothing() {
        for (boolean checkpointNext : new boolean[] {false, true}) {
            fill();
            Client other = tracker.client("other");
            RegionCheckpoint first = (RegionCheckpoint) region.checkpoint();
            for (int page = 0; page < PAGES; page++) {
                write(page, -1);
            }
            Checkpoint second = region.checkpoint();
            byte[] later = RawMemory.read(ADDRESS, PAGE * PAGES);
            region.harvest(other);
            PageMap sound = first.held().map;
            PageMap.Draft unsound = new PageMap.Draft(sound);
            unsound.set(150, new PageCopy(new byte[0]));
            first.held().map = unsound.map();
            RollbackException broken = assertThrows(RollbackException.class, () -> region.rollback(first));
            assertTrue(broken.getMessage().contains(" broke off after "), broken::getMessage);
            assertTrue(broken.getMessage().contains(broken.getCause().toString()), broken::getMessage);
            assertTrue(broken.getStackTrace().length > 0);
            first.held().map = sound;
            long written = region.harvest(other).pageCount();
            assertTrue(written > 100 && written <= 150, () -> written + " pages");
            if (checkpointNext) {
                byte[] mix = RawMemory.read(ADDRESS, PAGE * PAGES);
                Checkpoint third = region.checkpoint();
                region.rollback(first);
                assertEquals(written, PAGES - region.rollback(third));
                assertArrayEquals(mix, RawMemory.read(ADDRESS, PAGE * PAGES));
            }
            assertEquals(written, region.rollback(second));
            assertArrayEquals(later, RawMemory.read(ADDRESS, PAGE * PAGES));
            second.close();
            first.close();
        }
    }

    /** For others it is dirty; the history itself knows what it wrote and finds nothing to compare. */
    @Test
    void whatAResetWroteIsDirtyForOthersAlone() {
        fill();
        Baseline baseline = region.baseline();
        Baseline another = region.baseline();
        baseline.reset();
        write(5, 1);
        another.reset();
        assertEquals(0, baseline.reset());
        another.rebase();
        write(6, 1);
        assertEquals(1, baseline.reset());
        assertEquals(0, another.reset());
        baseline.close();
        another.close();
    }

    @Test
    void theLastPageMayBeShort() {
        ByteBuffer memory = ByteBuffer.allocateDirect(3 * PAGE + 5);
        try (Region odd = tracker.track("odd", memory, PAGE)) {
            memory.put(3 * PAGE + 4, (byte) 1);
            try (Checkpoint checkpoint = odd.checkpoint()) {
                assertEquals(5, checkpoint.addedBytes());
                memory.put(3 * PAGE + 4, (byte) 2);
                odd.markDirty(3 * PAGE + 4, 1);
                assertEquals(1, odd.rollback(checkpoint));
                assertEquals(1, memory.get(3 * PAGE + 4));
            }
        }
        Reference.reachabilityFence(memory);
    }

    @Test
    void itsClientsHaveNoNameAndTakeNobodysPlace() {
        List<AutoCloseable> open = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            open.add(i % 2 == 0 ? region.baseline() : usedRing());
        }
        Checkpoint checkpoint = region.checkpoint();
        String refusal =
                assertThrows(IllegalStateException.class, region::baseline).getMessage();
        assertTrue(refusal.startsWith("region 'r' has 11 baselines, rings, histories"), refusal);
        assertEquals(3, tracker.clients().size());
        for (int i = tracker.clients().size(); i < 64; i++) {
            tracker.client("c" + i);
        }
        assertThrows(IllegalStateException.class, () -> tracker.client("one too many"));
        write(5, 5);
        assertEquals(1, region.rollback(checkpoint));
        assertEquals(64, tracker.clients().size());
        checkpoint.close();
        open.forEach(each -> assertDoesNotThrow(each));
        for (int i = 0; i < 1000; i++) {
            region.baseline().close();
        }
    }

    @Test
    void aRingHasNoClientUntilItsFirstCheckpoint() {
        for (int i = 0; i < 20; i++) {
            assertEquals(0, ring(region).checkpoints().size());
        }
    }

    @Test
    void aRingKeepsTheNewestWithinItsLimits() {
        fill();
        RewindRing ring = region.rewindRing(3, (PAGES + 5) * PAGE);
        Checkpoint first = ring.checkpoint();
        write(1, 77);
        Checkpoint second = ring.checkpoint();
        assertEquals(PAGE, second.addedBytes());
        assertEquals((PAGES + 1) * PAGE, ring.heldBytes());
        write(1, 78);
        Checkpoint third = ring.checkpoint();
        Checkpoint fourth = ring.checkpoint();
        assertEquals(0, fourth.addedBytes());
        assertEquals(List.of(second, third, fourth), ring.checkpoints());
        assertFalse(first.isOpen());
        assertThrows(IllegalStateException.class, () -> region.rollback(first));
        for (int page = 10; page < 15; page++) {
            write(page, 99);
        }
        Checkpoint fifth = ring.checkpoint();
        assertEquals(List.of(third, fourth, fifth), ring.checkpoints());
        write(20, 99);
        Checkpoint sixth = ring.checkpoint(); // third and fourth share the five old pages: both must go
        assertEquals(List.of(fifth, sixth), ring.checkpoints());
        assertEquals((PAGES + 1) * PAGE, ring.heldBytes());
        assertEquals(1, region.rollback(fifth));
        assertEquals(1, region.rollback(sixth));
        sixth.close();
        assertEquals(List.of(fifth), ring.checkpoints());
        ring.close();
        assertFalse(fifth.isOpen());
        assertThrows(IllegalStateException.class, ring::checkpoint);
    }

    @Test
    void aCheckpointOverTheBudgetIsRefusedAndNothingIsLost() {
        RewindRing ring = region.rewindRing(3, 2 * PAGE);
        write(1, 1);
        Checkpoint first = ring.checkpoint();
        write(2, 1);
        write(3, 1);
        String refusal =
                assertThrows(IllegalStateException.class, ring::checkpoint).getMessage();
        assertEquals(
                "a checkpoint of region 'r' takes 192 bytes now, more than the budget of 128: give the ring a larger one",
                refusal);
        assertEquals(List.of(first), ring.checkpoints());
        assertEquals(2, region.rollback(first)); // it still knows of those pages
        assertThrows(IllegalArgumentException.class, () -> region.rewindRing(0, 1));
        assertThrows(IllegalArgumentException.class, () -> region.rewindRing(1, 0));
    }

    @Test
    void aCheckpointOfAnotherRegionIsRefused() {
        ByteBuffer memory = ByteBuffer.allocateDirect(PAGE);
        try (Region other = tracker.track("other", memory, PAGE)) {
            Checkpoint checkpoint = other.checkpoint();
            String refusal = assertThrows(IllegalArgumentException.class, () -> region.rollback(checkpoint))
                    .getMessage();
            assertEquals(
                    "region 'r' cannot be rolled back to Checkpoint[1 of region other]: take a checkpoint of this region",
                    refusal);
        }
        Reference.reachabilityFence(memory);
    }

    @Test
    void theEndOfARegionFreesEverything() {
        fill();
        Checkpoint checkpoint = region.checkpoint();
        Baseline baseline = region.baseline();
        RewindRing ring = ring(region);
        ring.checkpoint();
        region.close();
        assertFalse(checkpoint.isOpen());
        assertEquals(0, baseline.heldBytes());
        assertEquals(0, ring.heldBytes());
        assertEquals(List.of(), ring.checkpoints());
        String refusal =
                assertThrows(IllegalStateException.class, baseline::reset).getMessage();
        assertEquals("region 'r' has ended, and its checkpoints with it: it was closed", refusal);
        assertThrows(IllegalStateException.class, ring::checkpoint);
        assertThrows(IllegalStateException.class, region::checkpoint);
        assertThrows(IllegalStateException.class, region::baseline);
        assertThrows(IllegalStateException.class, () -> region.rollback(checkpoint));
        checkpoint.close();
        baseline.close();
        ring.close();
    }

    @Test
    void whatWasDroppedIsCollected() throws InterruptedException {
        fill();
        Checkpoint kept = region.checkpoint();
        WeakReference<Checkpoint> dropped = new WeakReference<>(afterAWrite());
        History history = ((RegionCheckpoint) kept).history();
        write(1, 2);
        region.rollback(kept);
        awaitCollection(dropped);
        while (history.heldBytes() != PAGES * PAGE) {
            Thread.sleep(1); // the queue is a little later than the reference
        }
        WeakReference<History> whole = new WeakReference<>(history);
        history = null;
        kept = null;
        awaitCollection(whole);
        for (int i = 0; i < 9; i++) {
            dropped = new WeakReference<>(baselineCheckpoint());
            awaitCollection(dropped);
        }
        region.baseline().close(); // a slot is free
    }

    private Checkpoint afterAWrite() {
        write(1, 1);
        return region.checkpoint();
    }

    private Checkpoint baselineCheckpoint() {
        return ring(region).checkpoint();
    }

    @Test
    void boundsOfChunks() {
        int[] pages = {0, 1, 63, 64, 65, 127, 128, PAGES - 1};
        byte[][] copies = new byte[pages.length + 1][];
        Checkpoint[] checkpoints = new Checkpoint[pages.length + 1];
        for (int i = 0; i <= pages.length; i++) {
            copies[i] = RawMemory.read(ADDRESS, PAGE * PAGES);
            checkpoints[i] = region.checkpoint();
            if (i < pages.length) {
                write(pages[i], 1 + i);
            }
        }
        for (int from = 0; from <= pages.length; from++) {
            for (int to = 0; to <= pages.length; to++) {
                region.rollback(checkpoints[from]);
                assertEquals(Math.abs(from - to), region.rollback(checkpoints[to]));
                assertArrayEquals(copies[to], RawMemory.read(ADDRESS, PAGE * PAGES));
            }
        }
    }

    private RewindRing usedRing() {
        RewindRing ring = ring(region);
        ring.checkpoint();
        return ring;
    }

    private static RewindRing ring(Region region) {
        return region.rewindRing(3, Long.MAX_VALUE);
    }

    private static void assertDoesNotThrow(AutoCloseable closeable) {
        org.junit.jupiter.api.Assertions.assertDoesNotThrow(closeable::close);
    }

    private static void awaitCollection(WeakReference<?> reference) throws InterruptedException {
        while (reference.get() != null) {
            System.gc();
            Thread.sleep(1);
        }
    }

    private void fill() {
        for (int page = 0; page < PAGES; page++) {
            write(page, page + 1);
        }
    }

    private void write(int page, int value) {
        RawMemory.write(ADDRESS + (long) page * PAGE + 1, new byte[] {(byte) value});
        region.markDirty((long) page * PAGE + 1, 1);
    }
}
