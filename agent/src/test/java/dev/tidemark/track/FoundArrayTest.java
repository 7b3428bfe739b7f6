package dev.tidemark.track;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.Client;
import dev.tidemark.Coverage;
import dev.tidemark.Region;
import dev.tidemark.boot.Hooks;
import dev.tidemark.boot.MemoryListener;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Heap arrays that no hook saw when they were allocated become regions when they are written. */
class FoundArrayTest {
    private static final int SIZE = 1 << 16;

    private final RegionTracker tracker = new RegionTracker(4096, () -> {});
    private final Client client = tracker.client("found");
    private MemoryListener before;

    @BeforeEach
    void listen() {
        before = Hooks.listener;
        Hooks.listener = tracker;
        tracker.setMinimum(Long.MAX_VALUE, false);
    }

    @AfterEach
    void nothingTracked() {
        tracker.setMinimum(Long.MAX_VALUE, false);
        tracker.regions().forEach(Region::close);
        Hooks.listener = before;
    }

    @Test
    void anArrayOfThatLengthIsARegionFromItsFirstWriteOn() throws Throwable {
        tracker.setMinimum(SIZE, true);
        byte[] array = new byte[SIZE];
        Hooks.storedElements(new byte[SIZE - 1], 0, 10);
        assertEquals(List.of(), tracker.regions());
        Hooks.storedElements(array, SIZE - 1, 1);
        Region region = tracker.region("heap-64k-found");
        assertEquals(SIZE, region.byteSize());
        assertEquals(Coverage.ARRAY_ESCAPED, region.coverage());
        assertTrue(region.coverageReason().contains("older than the agent"), region.coverageReason());
        assertEquals(16, region.harvest(client).pageCount(), "all dirty at first");
        Hooks.storedElements(array, 4095, 2);
        assertEquals(2, region.harvest(client).pageCount());
        assertEquals(1, tracker.regions().size());
        Reference.reachabilityFence(array);
    }

    /** None, one and many regions have targets of their own in the barrier. */
    @Test
    void everyArrayIsFoundBesideOthers() throws Throwable {
        tracker.setMinimum(SIZE, true);
        byte[][] arrays = new byte[4][SIZE];
        for (int i = 0; i < arrays.length; i++) {
            Hooks.storedElements(arrays[i], 0, 1);
            assertEquals(i + 1, tracker.regions().size());
        }
        tracker.regions().forEach(region -> region.harvest(client));
        for (int i = 0; i < arrays.length; i++) {
            Hooks.storedElements(arrays[i], i * 4096, 1);
        }
        for (int i = 0; i < arrays.length; i++) {
            Region region = tracker.regions().get(i);
            assertTrue(region.isDirty(client, i * 4096L, 1), region.name());
            assertEquals(1, region.dirtyPageCount(client), region.name());
        }
    }

    @Test
    void whatSomeoneClosedIsNotFoundAgain() throws Throwable {
        tracker.setMinimum(SIZE, true);
        byte[] array = new byte[SIZE];
        byte[] other = new byte[SIZE];
        Hooks.storedElements(array, 0, 1);
        tracker.region("heap-64k-found").close();
        Hooks.storedElements(array, 0, 1);
        assertEquals(List.of(), tracker.regions());
        Hooks.storedElements(other, 0, 1);
        Hooks.storedElements(array, 0, 1);
        assertEquals(1, tracker.regions().size());
        Region named = tracker.track("named", ByteBuffer.wrap(array), 4096);
        named.harvest(client);
        Hooks.storedElements(array, 0, 1);
        assertEquals(1, named.dirtyPageCount(client), "whoever names it tracks it all the same");
        named.close();
        Hooks.storedElements(array, 0, 1);
        assertEquals(1, tracker.regions().size());
        Reference.reachabilityFence(List.of(array, other));
    }

    @Test
    void nothingIsSoughtUnlessBuffersAreOlder() throws Throwable {
        tracker.setMinimum(SIZE, false);
        assertFalse(tracker.seeksArrays());
        byte[] array = new byte[SIZE];
        Hooks.storedElements(array, 0, 1);
        assertEquals(List.of(), tracker.regions());
        tracker.setMinimum(SIZE * 2L, true);
        assertFalse(tracker.seeksArrays(), "all of that size were seen");
        tracker.setMinimum(SIZE / 2, true);
        assertTrue(tracker.seeksArrays());
        Hooks.storedElements(array, 0, 1);
        assertEquals(1, tracker.regions().size());
        tracker.setMinimum(Long.MAX_VALUE, true);
        Hooks.storedElements(new byte[SIZE], 0, 1);
        assertEquals(1, tracker.regions().size());
        Reference.reachabilityFence(array);
    }

    @Test
    void aSliceThatIsTrackedMakesItsArrayKnown() throws Throwable {
        tracker.setMinimum(SIZE, true);
        byte[] array = new byte[SIZE];
        tracker.track("slice", ByteBuffer.wrap(array, 4096, 4096).slice(), 4096);
        Hooks.storedElements(array, 0, 1);
        assertEquals(1, tracker.regions().size());
        Reference.reachabilityFence(array);
    }
}
