package dev.tidemark.jmx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.watch.WriterSampling;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WriterBeanTest {
    private final Beans beans = new Beans();
    private final RegionMXBean region = beans.clean("ram", 100 * 64, 64);

    @AfterEach
    void stop() {
        if (beans.hasBean("ram")) {
            region.stopSearch();
        }
    }

    @Test
    void everyFirstWriteCountsOnceAndEveryNthIsSampled() {
        region.searchWriters(10, 60);
        region.markDirty(0, 100 * 64);
        region.markDirty(0, 100 * 64);
        WriterSampling state = region.getWriterSampling();
        assertTrue(state.on());
        assertEquals(100, state.marks());
        assertEquals(10, state.samples());
        beans.registrar.tick(System.nanoTime()); // the sampler looks: pages count anew
        region.markDirty(0, 10 * 64);
        region.stopSearch();
        region.markDirty(0, 100 * 64);
        state = region.getWriterSampling();
        assertFalse(state.on());
        assertEquals(110, state.marks());
        assertEquals(11, state.samples());
        WriterList list = region.writers(1000);
        assertEquals(11, list.samples());
        long sum = 0;
        for (var writer : list.writers()) {
            assertEquals(Thread.currentThread().getName(), writer.thread());
            assertTrue(
                    writer.stack().contains("WriterBeanTest.everyFirstWriteCountsOnceAndEveryNthIsSampled"),
                    writer.stack());
            assertFalse(writer.stack().contains("dev.tidemark.boot."), writer.stack());
            sum += writer.samples();
        }
        assertEquals(11, sum);
        assertTrue(region.writersText(1000).startsWith("region 'ram': samples 11, one of 10 pages; writers "));
        assertEquals(3, region.getClients().size());
    }

    @Test
    void itEndsByItself() {
        region.searchWriters(1, 60);
        beans.registrar.tick(System.nanoTime() + 50_000_000_000L);
        assertTrue(region.getWriterSampling().on());
        beans.registrar.tick(System.nanoTime() + 60_000_000_000L);
        assertFalse(region.getWriterSampling().on());
        region.clear("migration", 0, 6400);
        region.markDirty(0, 64);
        assertEquals(0, region.getWriterSampling().marks());
    }

    @Test
    void oneAtATimeAndWithinBounds() {
        region.searchWriters(1, 60);
        assertThrows(IllegalStateException.class, () -> region.searchWriters(1, 60));
        region.stopSearch();
        region.stopSearch();
        assertThrows(IllegalArgumentException.class, () -> region.searchWriters(0, 60));
        assertThrows(IllegalArgumentException.class, () -> region.searchWriters(1, 3601));
        assertThrows(IllegalArgumentException.class, () -> region.writers(1001));
        assertFalse(region.getWriterSampling().on());
    }

    @Test
    void theEndOfTheRegionEndsIt() {
        region.searchWriters(1, 60);
        beans.tracker.region("ram").close();
        beans.clean("ram", 6400, 64).markDirty(0, 6400);
        assertEquals(0, region.getWriterSampling().marks());
    }
}
