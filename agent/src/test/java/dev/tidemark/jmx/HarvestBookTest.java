package dev.tidemark.jmx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.Client;
import dev.tidemark.DirtyPages;
import dev.tidemark.Region;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class HarvestBookTest {
    private static final long TIMEOUT = Limits.HARVEST_TIMEOUT_NANOS;

    private final Beans beans = new Beans();

    @Test
    void anUnusedHarvestIsGivenBackWhenItsTimeIsOver() {
        RegionMXBean region = dirty();
        long id = region.harvest("migration");
        beans.registrar.tick(beans.nanoTime + TIMEOUT - 1);
        assertEquals(1, region.getOpenHarvests());
        beans.registrar.tick(beans.nanoTime + TIMEOUT);
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
        beans.registrar.tick(beans.nanoTime + TIMEOUT - 1);
        assertEquals(1, region.getOpenHarvests());
    }

    /** A copy reads without naming its harvest, and may take longer than the time-out. */
    @Test
    void readingRestartsTheTimeOfAllOpenHarvests() {
        RegionMXBean region = dirty();
        region.harvest("migration");
        region.harvest("vga");
        beans.nanoTime += TIMEOUT - 1;
        region.read(0, 1);
        beans.registrar.tick(beans.nanoTime + TIMEOUT - 1);
        assertEquals(2, region.getOpenHarvests());
        beans.registrar.tick(beans.nanoTime + TIMEOUT);
        assertEquals(0, region.getOpenHarvests());
    }

    @Test
    void anotherHarvestRestartsNothing() {
        RegionMXBean region = dirty();
        region.harvest("migration");
        beans.nanoTime += TIMEOUT - 1;
        long later = region.harvest("vga");
        beans.registrar.tick(beans.nanoTime + 1);
        assertArrayEquals(new long[] {later}, region.getOpenHarvestIds());
    }

    /** One harvest that cannot be given back must not cost the pages of the others. */
    @Test
    void aFailureToGiveBackLosesNoOtherHarvest() {
        for (Consumer<HarvestBook> end : List.<Consumer<HarvestBook>>of(HarvestBook::close, b -> b.expire(TIMEOUT))) {
            List<String> tried = new ArrayList<>();
            HarvestBook book = new HarvestBook("ram", new AtomicLong(), () -> 0);
            for (String client : List.of("a", "b", "c")) {
                book.open(client, () -> unwilling(client, tried));
            }
            String message = assertThrows(IllegalStateException.class, () -> end.accept(book))
                    .getMessage();
            assertEquals("a", message, "the first failure is told");
            assertEquals(List.of("a", "b", "c"), tried);
            assertEquals(0, book.size());
        }
    }

    @Test
    void theClockMayPassItsLargestValue() {
        beans.nanoTime = Long.MAX_VALUE - 5;
        RegionMXBean region = dirty();
        region.harvest("migration");
        beans.registrar.tick(beans.nanoTime + 10);
        assertEquals(1, region.getOpenHarvests());
        beans.registrar.tick(beans.nanoTime + TIMEOUT);
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
        assertTrue(message.contains("8 open harvests"), message);
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

    /** The clock is asked after the pages were taken. */
    @Test
    void whatCannotBeEnteredIsGivenBack() {
        Region region = beans.track("ram", 4096, 64);
        Client client = beans.tracker.client("migration");
        boolean[] full = {false};
        HarvestBook book = new HarvestBook("ram", new AtomicLong(), () -> {
            if (full[0]) {
                throw new OutOfMemoryError("test");
            }
            return 0;
        });
        full[0] = true;
        for (int i = 0; i <= Limits.MAX_OPEN_HARVESTS; i++) {
            assertThrows(OutOfMemoryError.class, () -> book.open("migration", () -> region.harvest(client)));
            assertEquals(64, region.dirtyPageCount(client), "nothing was taken");
        }
        full[0] = false;
        book.open("migration", () -> region.harvest(client));
        assertEquals(0, region.dirtyPageCount(client));
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

    private static DirtyPages unwilling(String name, List<String> tried) {
        return (DirtyPages) Proxy.newProxyInstance(
                DirtyPages.class.getClassLoader(), new Class<?>[] {DirtyPages.class}, (proxy, method, args) -> {
                    if (method.getName().equals("giveBack")) {
                        tried.add(name);
                        throw new IllegalStateException(name);
                    }
                    return 1L;
                });
    }

    private RegionMXBean dirty() {
        RegionMXBean region = beans.clean("ram", 4096, 64);
        region.markDirty(0, 1);
        return region;
    }
}
