package dev.tidemark.track;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tidemark.Client;
import dev.tidemark.DirtyPages;
import dev.tidemark.Region;
import dev.tidemark.boot.Hooks;
import dev.tidemark.it.Seed;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Bytes to pages at the region's surface, without any memory: regions by made-up addresses, stores told to the hooks by hand.
 * The shadow counts pages by division, byte by byte.
 */
class RegionModelTest {
    private static final long START = 0x7d00_0000_0040L;
    private static final int OPERATIONS = 150_000;

    private final Random random = new Random(Seed.of("RegionModelTest"));
    private final RegionTracker tracker = new RegionTracker(4096, () -> {});

    @Test
    void marksLooksHarvestsAndLogsAreThoseOfTheShadow() throws Throwable {
        long[] sizes = {1, 64, 65, 4095, 4096, 4097, 64 * 64 - 1, 64 * 64 + 1, 100_003};
        for (long size : sizes) {
            int pageSize = size < 5000 && random.nextBoolean() ? 64 : 64 << random.nextInt(5);
            try (Region region = tracker.trackMemory("r" + size, START, size, pageSize, this)) {
                run(region);
            }
        }
    }

    private void run(Region region) throws Throwable {
        List<Client> clients = tracker.clients();
        BitSet[] shadows = new BitSet[clients.size()];
        for (int i = 0; i < shadows.length; i++) {
            shadows[i] = pages(region, 0, region.byteSize());
        }
        for (int i = 0; i < OPERATIONS / 9; i++) {
            int who = random.nextInt(shadows.length);
            Client client = clients.get(who);
            BitSet shadow = shadows[who];
            long at = random.nextInt((int) region.byteSize() + 1);
            long length =
                    random.nextInt((int) Math.min(random.nextBoolean() ? 9 : 100_003, region.byteSize() - at) + 1);
            switch (random.nextInt(7)) {
                case 0 -> {
                    region.markDirty(at, length);
                    markAll(shadows, pages(region, at, length));
                }
                case 1 -> {
                    long from = at - random.nextInt(10);
                    Hooks.stored(null, START + from, length + 5);
                    markAll(shadows, pages(region, from, length + 5));
                }
                case 2 -> {
                    long firstPage = random.nextInt((int) region.pageCount() + 1);
                    BitSet log = new BitSet();
                    for (int k = random.nextInt(20); k > 0 && firstPage < region.pageCount(); k--) {
                        log.set(random.nextInt((int) (region.pageCount() - firstPage)));
                    }
                    region.mergeDirtyLog(firstPage, log.toLongArray());
                    for (BitSet each : shadows) {
                        log.stream().forEach(bit -> each.set((int) firstPage + bit));
                    }
                }
                case 3 -> {
                    region.clear(client, at, length);
                    for (int page = 0; page < region.pageCount(); page++) {
                        long first = (long) page * region.pageSize();
                        long end = Math.min(first + region.pageSize(), region.byteSize());
                        if (first >= at && end <= at + length) {
                            shadow.clear(page);
                        }
                    }
                }
                case 4 -> {
                    BitSet touched = pages(region, at, length);
                    assertEquals(touched.intersects(shadow), region.isDirty(client, at, length));
                }
                case 5 -> check(region, shadow, region.dirtyPages(client));
                default -> {
                    DirtyPages harvest = region.harvest(client);
                    check(region, shadow, harvest);
                    if (random.nextBoolean()) {
                        shadow.clear();
                    } else {
                        harvest.giveBack();
                    }
                }
            }
        }
    }

    private static void check(Region region, BitSet shadow, DirtyPages found) {
        BitSet bits = new BitSet();
        long[] bytes = {0, 0, -1};
        found.forEachRun((offset, length) -> {
            assertEquals(0, offset % region.pageSize());
            assertEquals(true, offset > bytes[2], "runs are maximal and ascend");
            bits.or(pages(region, offset, length));
            bytes[0] += length;
            bytes[1]++;
            bytes[2] = offset + length;
        });
        assertEquals(shadow, bits);
        assertEquals(shadow.cardinality(), found.pageCount());
        assertEquals(bytes[0], found.byteCount());
        assertEquals(bytes[1], found.runCount());
        assertEquals(bytes[1], found.runs().size());
        assertEquals(true, bytes[2] <= region.byteSize());
    }

    private static void markAll(BitSet[] shadows, BitSet pages) {
        for (BitSet shadow : shadows) {
            shadow.or(pages);
        }
    }

    /** Pages of the region that the bytes touch. */
    private static BitSet pages(Region region, long at, long length) {
        BitSet pages = new BitSet();
        for (long page = 0; page < region.pageCount(); page++) {
            long first = page * region.pageSize();
            long end = Math.min(first + region.pageSize(), region.byteSize());
            if (Math.max(first, at) < Math.min(end, at + length)) {
                pages.set((int) page);
            }
        }
        return pages;
    }
}
