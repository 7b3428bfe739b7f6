package dev.tidemark.jmx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.Client;
import dev.tidemark.DirtyPages;
import dev.tidemark.Region;
import dev.tidemark.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RangeCursorTest {
    private final Beans beans = new Beans();

    /** Following the cursor must give exactly the runs of the whole set, whatever the size of the parts. */
    @Test
    void partsJoinToTheWhole() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 50; round++) {
            int byteSize = 1 + random.nextInt(64 * 300);
            Region region = beans.track("ram" + round, byteSize, 64);
            Client client = beans.tracker.client("migration");
            region.clear(client, 0, byteSize);
            for (int i = random.nextInt(60); i > 0; i--) {
                int offset = random.nextInt(byteSize);
                region.markDirty(offset, random.nextInt(Math.min(400, byteSize - offset) + 1));
            }
            DirtyPages pages = region.dirtyPages(client);
            assertEquals(pages.runs(), follow(pages, 1 + random.nextInt(20)), "seed " + seed + ", round " + round);
        }
    }

    @Test
    void aFullListHasTenThousandRunsAtMost() {
        Region region = beans.track("ram", 64 * 30_000, 64);
        Client client = beans.tracker.client("migration");
        region.clear(client, 0, region.byteSize());
        for (int page = 0; page < 30_000; page += 2) {
            region.markDirty(page * 64L, 1);
        }
        RangeList list = RangeCursor.list("migration", region.dirtyPages(client), 0, RangeList.MAX_RUNS);
        assertEquals(10_000, list.offsets().length);
        assertEquals(15_000, list.totalRuns());
        assertEquals(20_000 * 64L, list.nextOffset());
    }

    private static List<Run> follow(DirtyPages pages, int maxRuns) {
        List<Run> runs = new ArrayList<>();
        long from = 0;
        while (from >= 0) {
            RangeList part = RangeCursor.list("migration", pages, from, maxRuns);
            assertTrue(part.offsets().length <= maxRuns);
            assertEquals(pages.pageCount(), part.totalPages());
            for (int i = 0; i < part.offsets().length; i++) {
                runs.add(new Run(part.offsets()[i], part.lengths()[i]));
            }
            from = part.nextOffset();
        }
        return runs;
    }
}
