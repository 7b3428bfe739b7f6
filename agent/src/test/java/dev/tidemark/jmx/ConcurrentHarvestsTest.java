package dev.tidemark.jmx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.Client;
import java.lang.ref.Reference;
import java.lang.reflect.UndeclaredThrowableException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whatever ends a harvest, and whatever else happens meanwhile, its pages are either committed or dirty again: no page is
 * lost and none is both.
 */
class ConcurrentHarvestsTest {
    private static final int PAGES = 4;
    private static final int PAGE = 4096;
    private static final int ROUNDS = 150;

    private final Beans beans = new Beans();

    @Test
    @Timeout(600)
    void expireCommitRemoveAndRenameAtOnceLoseNoPage() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        ExecutorService pool = Executors.newFixedThreadPool(5);
        try {
            for (int round = 0; round < ROUNDS; round++) {
                round(pool, random, "seed " + seed + ", round " + round);
            }
        } finally {
            pool.shutdownNow();
        }
        assertEquals(List.of(), beans.problems);
    }

    private void round(ExecutorService pool, Random random, String where) throws Exception {
        ByteBuffer buffer = ByteBuffer.allocate(PAGES * PAGE);
        beans.tracker.allocated(buffer);
        beans.tracker.deliver();
        String name = beans.tracker.regions().get(0).name();
        beans.tracker().createClient("backup");
        Client migration = beans.tracker.client("migration");
        RegionMXBean region = beans.region(name);
        region.clear("migration", 0, PAGES * PAGE);

        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < PAGES; i++) {
            region.markDirty(i * PAGE, 1);
            ids.add(region.harvest("migration"));
            region.harvest("backup");
        }
        beans.nanoTime += Limits.HARVEST_TIMEOUT_NANOS;
        boolean rename = random.nextBoolean();
        int newPageSize = random.nextInt(4) == 0 ? PAGE / 4 : PAGE;

        List<Callable<Long>> calls = List.of(
                () -> committed(region, ids.get(0)) + committed(region, ids.get(1)),
                () -> committed(region, ids.get(2)),
                () -> {
                    beans.registrar.tick(beans.nanoTime);
                    return 0L;
                },
                () -> {
                    beans.tracker().removeClient("backup");
                    return 0L;
                },
                () -> {
                    if (rename) {
                        beans.tracker().trackRegion(name, "guest", newPageSize);
                    }
                    return 0L;
                });
        CyclicBarrier start = new CyclicBarrier(calls.size());
        List<Future<Long>> results = new ArrayList<>();
        for (Callable<Long> call : calls) {
            results.add(pool.submit(() -> {
                start.await();
                return call.call();
            }));
        }
        long committed = 0;
        for (Future<Long> result : results) {
            committed += result.get();
        }

        var present = beans.tracker.region(rename ? "guest" : name);
        assertEquals(0, beans.region(present.name()).getOpenHarvests(), where);
        long dirty = present.dirtyPageCount(migration);
        if (present.pageSize() == PAGE) {
            assertEquals(PAGES, committed + dirty, where);
        } else {
            assertEquals(present.pageCount(), dirty, where + ": another page size starts all dirty");
        }
        assertTrue(beans.tracker.clients().stream().noneMatch(c -> c.name().equals("backup")), where);
        present.close();
        Reference.reachabilityFence(buffer);
    }

    /** Pages committed under that id: 0 if it was given back before. */
    private static long committed(RegionMXBean region, long id) {
        try {
            return region.commit(id);
        } catch (IllegalArgumentException givenBack) {
            return 0;
        } catch (UndeclaredThrowableException beanIsGone) {
            return 0;
        }
    }
}
