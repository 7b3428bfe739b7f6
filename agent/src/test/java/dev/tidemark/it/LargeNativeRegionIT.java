package dev.tidemark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.Client;
import dev.tidemark.DirtyPages;
import dev.tidemark.Region;
import dev.tidemark.RegionKind;
import dev.tidemark.Tidemark;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A region that no buffer spans: sparse, over 2 GiB, named by address. */
class LargeNativeRegionIT {
    private static final long SIZE = (3L << 30) + 4711;
    private static final int PAGE = 4096;
    private static final int ROUNDS = 100;
    private static final int WRITES = 40;

    private final BitSet shadow = new BitSet();

    @Test
    void threeGibibytesAreExactAndEndWhenFreed() {
        Random random = new Random(Seed.of("LargeNativeRegionIT"));
        long start = RawMemory.allocate(SIZE);
        Region region = Tidemark.trackMemory("large", start, SIZE, PAGE, this);
        assertEquals(RegionKind.NATIVE, region.kind());
        assertEquals(SIZE, region.byteSize());
        assertEquals((3 << 18) + 2, region.pageCount());
        Client client = Tidemark.client("large");
        assertEquals(SIZE, region.harvest(client).byteCount());

        long[] edges = {0, 1L << 31, (1L << 31) - PAGE, (1L << 31) + (1L << 29), SIZE - 4711, SIZE};
        long pages = 0;
        for (int round = 0; round < ROUNDS; round++) {
            shadow.clear();
            for (int i = 0; i < WRITES; i++) {
                long at = edges[random.nextInt(edges.length)] + random.nextInt(5 * PAGE) - 2L * PAGE;
                int bytes = random.nextInt(4) == 0 ? 1 + random.nextInt(3 * PAGE) : 8;
                at = Math.max(0, Math.min(at, SIZE - bytes));
                if (bytes == 8) {
                    RawMemory.putLong(start + at, random.nextLong());
                } else {
                    RawMemory.fill(start + at, bytes, (byte) i);
                }
                shadow.set((int) (at / PAGE), (int) ((at + bytes - 1) / PAGE) + 1);
            }
            assertEquals(shadow.cardinality(), region.dirtyPageCount(client));
            int split = (1 << 19) + random.nextInt(5) - 2;
            BitSet found = bits(region.harvest(client, 0, (long) split * PAGE));
            assertTrue(found.length() <= split);
            found.or(bits(region.harvest(client, (long) split * PAGE, SIZE - (long) split * PAGE)));
            assertEquals(shadow, found);
            pages += found.cardinality();
        }
        assertThrows(UnsupportedOperationException.class, region::memory);
        System.out.println("LargeNativeRegionIT: writes " + ROUNDS * WRITES + ", pages " + pages);

        RawMemory.free(start);
        assertFalse(region.isOpen());
        assertThrows(IllegalStateException.class, () -> region.harvest(client));
        Clients64.remove("large");
    }

    private static BitSet bits(DirtyPages pages) {
        BitSet bits = new BitSet();
        pages.forEachRun((at, length) -> bits.set((int) (at / PAGE), (int) ((at + length + PAGE - 1) / PAGE)));
        return bits;
    }
}
