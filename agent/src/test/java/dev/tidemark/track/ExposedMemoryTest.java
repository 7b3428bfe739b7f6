package dev.tidemark.track;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.Client;
import dev.tidemark.Coverage;
import dev.tidemark.RegionKind;
import dev.tidemark.it.RawMemory;
import dev.tidemark.it.Seed;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Native and mapped memory that others may write. There are no hooks in this JVM, so no write here leaves a mark. */
class ExposedMemoryTest {
    private static final int PAGE = 4096;

    private final RegionTracker tracker = new RegionTracker(PAGE, () -> {});
    private final Client client = tracker.client("test");

    @Test
    void writesAreFoundOnceMemoryIsExposedAndNotBefore() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(100 * PAGE + 17);
        TrackedRegion region = (TrackedRegion) tracker.track("direct", buffer, PAGE);
        region.harvest(client);
        buffer.put(5 * PAGE, (byte) 1);
        assertEquals(0, region.dirtyPageCount(client), "a test of unseen writes needs them unseen");
        assertNull(tracker.exposed(RawMemory.address(buffer) + 50, 1, Coverage.NATIVE_EXPOSED, "call"));
        assertEquals(Coverage.NATIVE_EXPOSED, region.coverage());
        assertTrue(region.isSettled(Coverage.NATIVE_EXPOSED));
        assertEquals(0, region.dirtyPageCount(client));
        buffer.put(7 * PAGE, (byte) 1).put(100 * PAGE + 16, (byte) 1);
        assertTrue(region.isDirty(client, 100 * PAGE, 17));
        assertEquals(2, region.harvest(client).pageCount());
        assertEquals(0, region.harvest(client).pageCount());
    }

    @Test
    void laterReasonsAreKeptAndTheFirstStays() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(PAGE);
        TrackedRegion region = (TrackedRegion) tracker.track("direct", buffer, PAGE);
        long address = RawMemory.address(buffer);
        tracker.exposed(address, 1, Coverage.SHARED_MAPPING, "first");
        tracker.exposed(address, 1, Coverage.NATIVE_EXPOSED, "second");
        tracker.exposed(address, 1, Coverage.SHARED_MAPPING, "third");
        assertEquals(Coverage.SHARED_MAPPING, region.coverage());
        String reason = region.coverageReason();
        assertTrue(
                reason.matches("SHARED_MAPPING since .*: first.*; NATIVE_EXPOSED since .*: second.*; kept exact.*"),
                reason);
        assertFalse(reason.contains("third"), reason);
    }

    @Test
    void whatHoldsForAKindHoldsForRegionsToCome() {
        ByteBuffer present = ByteBuffer.allocateDirect(PAGE);
        ByteBuffer future = ByteBuffer.allocateDirect(PAGE);
        TrackedRegion first = (TrackedRegion) tracker.track("present", present, PAGE);
        tracker.exposedAll(EnumSet.of(RegionKind.DIRECT), Coverage.NATIVE_EXPOSED, "library");
        TrackedRegion second = (TrackedRegion) tracker.track("future", future, PAGE);
        TrackedRegion other = (TrackedRegion) tracker.trackMemory("other", 1 << 20, PAGE, PAGE, this);
        assertEquals(Coverage.NATIVE_EXPOSED, first.coverage());
        assertEquals(Coverage.NATIVE_EXPOSED, second.coverage());
        assertEquals(Coverage.COMPLETE, other.coverage());
        second.harvest(client);
        future.put(0, (byte) 1);
        assertEquals(1, second.dirtyPageCount(client));
        Reference.reachabilityFence(List.of(present, future));
    }

    @Test
    void hooksThatTurnOutCompleteEndTheHashing() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(PAGE);
        ByteBuffer exposed = ByteBuffer.allocateDirect(PAGE);
        tracker.hooksIncomplete("not looked at yet");
        tracker.hooksIncomplete("a straggler");
        TrackedRegion region = (TrackedRegion) tracker.track("plain", buffer, PAGE);
        TrackedRegion both = (TrackedRegion) tracker.track("both", exposed, PAGE);
        tracker.exposed(RawMemory.address(exposed), 1, Coverage.NATIVE_EXPOSED, "call");
        assertTrue(region.coverageReason().contains("not looked at yet"));
        tracker.hooksComplete("a straggler");
        assertEquals(Coverage.HOOKS_INCOMPLETE, region.coverage(), "the other reason stands");
        assertTrue(region.coverageReason().contains("not looked at yet"));
        assertTrue(region.table().isHashing());
        tracker.hooksComplete("not looked at yet");
        assertEquals(Coverage.COMPLETE, region.coverage());
        assertFalse(region.table().isHashing());
        assertEquals(Coverage.NATIVE_EXPOSED, both.coverage());
        assertTrue(both.table().isHashing());
        ByteBuffer later = ByteBuffer.allocateDirect(1);
        assertEquals(Coverage.COMPLETE, tracker.track("new", later, PAGE).coverage());
        Reference.reachabilityFence(List.of(buffer, exposed, later));
    }

    @Test
    void flagTellsAndFailRefuses() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(PAGE);
        TrackedRegion region = (TrackedRegion) tracker.track("direct", buffer, PAGE);
        long address = RawMemory.address(buffer);
        tracker.escapePolicy(EscapePolicy.FAIL);
        String refusal = tracker.exposed(address, 1, Coverage.NATIVE_EXPOSED, "Linker call");
        assertNotNull(refusal);
        assertTrue(refusal.startsWith("Linker call") && refusal.contains("'direct'"), refusal);
        assertNotNull(tracker.exposedAll(EnumSet.of(RegionKind.DIRECT), Coverage.NATIVE_EXPOSED, "library"));
        assertEquals(Coverage.COMPLETE, region.coverage());
        assertNull(tracker.exposed(address + PAGE, 1, Coverage.NATIVE_EXPOSED, "elsewhere"));

        tracker.escapePolicy(EscapePolicy.FLAG);
        region.harvest(client);
        assertNull(tracker.exposed(address, 1, Coverage.NATIVE_EXPOSED, "call"));
        assertTrue(region.isSettled(Coverage.NATIVE_EXPOSED));
        buffer.put(0, (byte) 1);
        assertEquals(0, region.dirtyPageCount(client));
        assertTrue(region.coverageReason().endsWith("; writes can go unseen"), region.coverageReason());

        tracker.escapePolicy(EscapePolicy.HASH); // what went unseen until now must not
        assertEquals(1, region.harvest(client).pageCount());
        assertEquals(0, region.harvest(client).pageCount());
        buffer.put(0, (byte) 2);
        assertEquals(1, region.dirtyPageCount(client));
    }

    @Test
    void aNewNameKeepsReasonsHashesAndWhatIsClean() {
        tracker.exposedAll(EnumSet.of(RegionKind.DIRECT), Coverage.NATIVE_EXPOSED, "library");
        ByteBuffer buffer = ByteBuffer.allocateDirect(10 * PAGE);
        tracker.allocated(buffer);
        TrackedRegion automatic = (TrackedRegion) tracker.regions().get(0);
        automatic.harvest(client);
        buffer.put(3 * PAGE, (byte) 1);
        TrackedRegion named = (TrackedRegion) tracker.track("named", buffer, PAGE);
        assertFalse(automatic.isOpen());
        assertEquals(Coverage.NATIVE_EXPOSED, named.coverage());
        assertEquals(1, named.dirtyPageCount(client));
        buffer.put(4 * PAGE, (byte) 1);
        assertEquals(2, named.harvest(client).pageCount());
    }

    @Test
    void aFailureInAHookMakesEverythingDirtyAndExposed() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(10 * PAGE);
        TrackedRegion region = (TrackedRegion) tracker.track("direct", buffer, PAGE);
        region.harvest(client);
        buffer.put(3 * PAGE, (byte) 1);
        dev.tidemark.boot.Hooks.exposureUnsure = true;
        assertEquals(10, region.dirtyPageCount(client));
        assertFalse(dev.tidemark.boot.Hooks.exposureUnsure);
        assertEquals(Coverage.NATIVE_EXPOSED, region.coverage());
        region.harvest(client);
        buffer.put(3 * PAGE, (byte) 2);
        assertEquals(1, region.harvest(client).pageCount());
    }

    /** The memory goes back to the system while it is read: one byte too many, and the JVM is gone. */
    @Test
    void memoryIsFreedWhileItIsHashed() throws InterruptedException {
        Random random = new Random(Seed.of("ExposedMemoryTest"));
        AtomicLong harvests = new AtomicLong();
        int bytes = 2 << 20;
        for (int i = 0; i < 60; i++) {
            long address = RawMemory.allocate(bytes);
            TrackedRegion region =
                    (TrackedRegion) tracker.trackMemory("native", address, bytes, 64 << random.nextInt(10), this);
            region.harvest(client);
            tracker.exposed(address, bytes, Coverage.NATIVE_EXPOSED, "call");
            Thread reader = new Thread(() -> {
                while (region.isOpen()) {
                    try {
                        region.harvest(client);
                        harvests.incrementAndGet();
                    } catch (IllegalStateException ended) {
                        return;
                    }
                }
            });
            reader.start();
            Thread.sleep(random.nextInt(4));
            tracker.freeing(address, 1);
            RawMemory.free(address);
            reader.join();
            assertEquals("its memory was freed", region.endReason());
        }
        System.out.println("ExposedMemoryTest: harvests beside a release " + harvests);
    }

    @Test
    void moreThanTwoGibibytesAreHashed() {
        long bytes = (2L << 30) + 4711;
        long address = RawMemory.allocate(bytes); // sparse: what nobody writes takes no memory
        try {
            TrackedRegion region = (TrackedRegion) tracker.trackMemory("large", address, bytes, 1 << 20, this);
            region.harvest(client);
            tracker.exposed(address, bytes, Coverage.NATIVE_EXPOSED, "call");
            for (long at : new long[] {0, (1L << 31) - 1, 1L << 31, bytes - 1}) {
                RawMemory.fill(address + at, 1, (byte) 7);
            }
            assertEquals(3, region.harvest(client).pageCount());
            assertEquals(0, region.dirtyPageCount(client));
            region.close();
        } finally {
            RawMemory.free(address);
        }
    }

    @Test
    void aMappedFileThatIsWrittenAnotherWayIsFound(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("mapped");
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer mapped = channel.map(FileChannel.MapMode.READ_WRITE, 0, 64 * PAGE);
            TrackedRegion region = (TrackedRegion) tracker.track("mapped", mapped, PAGE);
            region.harvest(client);
            tracker.exposed(RawMemory.address(mapped), 1, Coverage.SHARED_MAPPING, "another way");
            try (FileChannel other = FileChannel.open(file, StandardOpenOption.WRITE)) {
                other.write(ByteBuffer.wrap(new byte[] {1}), 9 * PAGE);
            }
            assertEquals(1, region.harvest(client).pageCount());
            region.close();
        }
    }
}
