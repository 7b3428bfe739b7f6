package dev.tidemark.jmx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HarvestBookTest {
    private static final long TIMEOUT = Limits.HARVEST_TIMEOUT_NANOS;

    private final Beans beans = new Beans();

    @AfterEach
    void close() {
        beans.close();
    }

    @Test
    void anUnusedHarvestIsGivenBackWhenItsTimeIsOver() {
        RegionMXBean region = dirty();
        long id = region.harvest("migration");
        beans.registrar.expire(beans.nanoTime + TIMEOUT - 1);
        assertEquals(1, region.getOpenHarvests());
        beans.registrar.expire(beans.nanoTime + TIMEOUT);
        assertEquals(0, region.getOpenHarvests());
        assertTrue(region.isDirty("migration", 0, 1), "the pages are back");
        String message = assertThrows(IllegalArgumentException.class, () -> region.commit(id))
                .getMessage();
        assertTrue(message.contains("5 minutes") && message.endsWith("open are: none"), message);
    }

    @Test
    void useRestartsTheTime() {
        RegionMXBean region = dirty();
        long id = region.harvest("migration");
        beans.nanoTime += TIMEOUT - 1;
        region.harvestedRanges(id, 0, 1);
        beans.registrar.expire(beans.nanoTime + TIMEOUT - 1);
        assertEquals(1, region.getOpenHarvests());
    }

    @Test
    void theClockMayPassItsLargestValue() {
        RegionMXBean region = dirty();
        beans.nanoTime = Long.MAX_VALUE - 5;
        region.harvest("migration");
        beans.registrar.expire(beans.nanoTime + 10);
        assertEquals(1, region.getOpenHarvests());
        beans.registrar.expire(beans.nanoTime + TIMEOUT);
        assertEquals(0, region.getOpenHarvests());
    }

    @Test
    void aFullBookTakesNothing() {
        RegionMXBean region = dirty();
        for (int i = 0; i < Limits.MAX_OPEN_HARVESTS; i++) {
            region.harvest("vga");
        }
        String message = assertThrows(IllegalStateException.class, () -> region.harvest("migration"))
                .getMessage();
        assertTrue(message.contains("64 open harvests"), message);
        assertTrue(region.isDirty("migration", 0, 1), "nothing was taken");
        region.commit(region.getOpenHarvestIds()[0]);
        region.harvest("migration");
    }

    @Test
    void aFailedHarvestLeavesItsPlaceFree() {
        HarvestBook book = new HarvestBook("ram", new AtomicLong(), () -> 0);
        for (int i = 0; i <= Limits.MAX_OPEN_HARVESTS; i++) {
            assertThrows(
                    UnsupportedOperationException.class,
                    () -> book.open("vga", () -> {
                        throw new UnsupportedOperationException("no");
                    }));
        }
        assertEquals(0, book.size());
    }

    @Test
    void idsNameOneHarvestOfOneRegion() {
        RegionMXBean region = dirty();
        RegionMXBean other = beans.clean("other", 4096, 64);
        long id = region.harvest("migration");
        long otherId = other.harvest("migration");
        assertFalse(id == otherId);
        String message = assertThrows(IllegalArgumentException.class, () -> region.commit(otherId))
                .getMessage();
        assertTrue(message.contains("region 'ram'") && message.endsWith("open are: " + id), message);
        assertThrows(IllegalArgumentException.class, () -> region.giveBack(otherId));
        assertThrows(IllegalArgumentException.class, () -> region.harvestedRanges(otherId, 0, 1));
        region.commit(id);
        assertThrows(IllegalArgumentException.class, () -> region.giveBack(id), "once only");
        assertArrayEquals(new long[] {otherId}, other.getOpenHarvestIds());
    }

    @Test
    void whatIsOpenWhenTheBeansGoIsGivenBack() {
        var tracked = beans.track("ram", 4096, 64);
        beans.region("ram").harvest("migration");
        assertFalse(tracked.isDirty(beans.tracker.client("migration"), 0, 4096));
        beans.registrar.close();
        assertTrue(tracked.isDirty(beans.tracker.client("migration"), 0, 1));
    }

    @Test
    void aHarvestThatEndsAfterTheBookClosedIsGivenBack() {
        var tracked = beans.track("ram", 4096, 64);
        var client = beans.tracker.client("migration");
        HarvestBook book = new HarvestBook("ram", new AtomicLong(), () -> 0);
        assertThrows(
                IllegalStateException.class,
                () -> book.open("migration", () -> {
                    book.close();
                    return tracked.harvest(client);
                }));
        assertTrue(tracked.isDirty(client, 0, 1), "the pages are back");
        assertThrows(IllegalStateException.class, () -> book.open("migration", () -> tracked.harvest(client)));
        assertTrue(tracked.isDirty(client, 0, 1), "nothing was taken");
    }

    private RegionMXBean dirty() {
        RegionMXBean region = beans.clean("ram", 4096, 64);
        region.markDirty(0, 1);
        return region;
    }
}
