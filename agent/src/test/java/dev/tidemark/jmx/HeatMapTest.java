package dev.tidemark.jmx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.track.ClientStats;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HeatMapTest {
    private static final int PAGE = 64;

    private final Beans beans = new Beans();

    @Test
    void aLineOfTextStandsForTheRegion() {
        RegionMXBean ram = beans.clean("ram", PAGE * 640, PAGE);
        ram.markDirty(0, PAGE * 10);
        ram.markDirty(PAGE * 20, 1);
        ram.markDirty(PAGE * 639, 1);
        String[] lines = ram.getHeatMap().split("\n");
        assertEquals("each character: 10 pages, 640 B; . clean, 1 to 9 tenths dirty, # all dirty", lines[0]);
        assertEquals("|" + "#".repeat(64) + "| vga", lines[1]);
        assertEquals("|#.1" + ".".repeat(60) + "1| migration", lines[3]);
    }

    @Test
    void cellsCountTheDirtyPages() {
        long seed = Long.getLong("tidemark.seed", new Random().nextLong());
        System.out.println("HeatMapTest: replay with -Dtidemark.seed=" + seed);
        Random random = new Random(seed);
        for (int pages : new int[] {1, 2, 63, 1023, 1024, 1025, 3000}) {
            String name = "ram" + pages;
            RegionMXBean ram = beans.clean(name, PAGE * pages - random.nextInt(PAGE), PAGE);
            BitSet dirty = new BitSet();
            for (int i = random.nextInt(40); i > 0; i--) {
                int first = random.nextInt(pages);
                int end = first + 1 + random.nextInt(Math.min(100, pages - first));
                dirty.set(first, end);
                ram.markDirty(
                        (long) first * PAGE, Math.min(ram.getByteSize(), (long) end * PAGE) - (long) first * PAGE);
            }
            HeatCells cells = ram.getHeatCells();
            int[] actual = cells.dirtyPages().get("migration");
            int perCell = (int) cells.pagesPerCell();
            assertEquals((pages + 1023) / 1024, perCell);
            int[] expected = new int[(pages + perCell - 1) / perCell];
            dirty.stream().forEach(page -> expected[page / perCell]++);
            assertArrayEquals(expected, actual, name);
            assertEquals(pages, sum(cells.dirtyPages().get("vga")));
            assertEquals(sum(actual), sum(HeatMap.coarser(actual, 7)));
            assertEquals(dirty.cardinality(), ram.getClients().get("migration").dirtyPages(), "a look takes nothing");
        }
    }

    @Test
    void noCellIsCalledCleanOrFullThatIsNot() {
        assertEquals('.', HeatMap.symbol(0, 1000));
        assertEquals('1', HeatMap.symbol(1, 1000));
        assertEquals('9', HeatMap.symbol(999, 1000));
        assertEquals('#', HeatMap.symbol(1000, 1000));
        assertEquals(4, HeatMap.pagesOf(1, 6, 10));
    }

    @Test
    void pagesOfAllHarvestsAreCounted() {
        RegionMXBean ram = beans.clean("ram", PAGE * 100, PAGE);
        ram.markDirty(0, PAGE * 3);
        ram.commit(ram.harvest("migration"));
        ram.markDirty(0, PAGE * 5);
        ram.giveBack(ram.harvest("migration"));
        ClientStats stats = ram.getClients().get("migration");
        assertEquals(8, stats.harvestedPages());
        assertEquals(5, stats.dirtyPages());
        assertTrue(ram.getClients().get("vga").harvestedPages() == 0);
    }

    private static int sum(int[] values) {
        int sum = 0;
        for (int value : values) {
            sum += value;
        }
        return sum;
    }
}
