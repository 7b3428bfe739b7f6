package dev.tidemark.track;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tidemark.it.Seed;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Where a region's bytes differ from others: against a loop over an array, where the test itself changed a byte or two. */
class RegionMismatchTest {
    private static final int SIZE = 200_003;
    private static final int PAGE = 4096;

    private final Random random = new Random(Seed.of("RegionMismatchTest"));

    @Test
    void heap() {
        compare(ByteBuffer.allocate(SIZE));
    }

    @Test
    void direct() {
        compare(ByteBuffer.allocateDirect(SIZE));
    }

    @Test
    void rangesOutsideAndEndedRegionsAreRefused() {
        ByteBuffer memory = ByteBuffer.allocateDirect(PAGE);
        TrackedRegion region = (TrackedRegion) new RegionTracker(PAGE, () -> {}).track("ram", memory, PAGE);
        byte[] with = new byte[2 * PAGE];
        assertEquals(-1, region.mismatch(PAGE, with, 0, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> region.mismatch(1, with, 0, PAGE));
        region.close();
        assertThrows(IllegalStateException.class, () -> region.mismatch(0, with, 0, PAGE));
        assertEquals(PAGE, memory.capacity()); // held until here
    }

    private void compare(ByteBuffer memory) {
        byte[] bytes = new byte[SIZE];
        random.nextBytes(bytes);
        memory.put(0, bytes);
        try (TrackedRegion region = (TrackedRegion) new RegionTracker(PAGE, () -> {}).track("ram", memory, PAGE)) {
            for (int i = 0; i < 3000; i++) {
                int offset = i % 3 == 0 ? 0 : random.nextInt(SIZE);
                int length = i % 3 == 0 ? SIZE : random.nextInt(Math.min(SIZE - offset, i % 2 == 0 ? 20 : SIZE) + 1);
                int at = random.nextInt(9);
                byte[] with = new byte[at + length + random.nextInt(9)];
                System.arraycopy(bytes, offset, with, at, length);
                int expected = -1;
                for (int changes = length == 0 ? 0 : random.nextInt(3); changes > 0; changes--) {
                    int where = random.nextInt(4) == 0 ? length - 1 : random.nextInt(length);
                    with[at + where] = (byte) ~bytes[offset + where];
                    expected = expected < 0 ? where : Math.min(expected, where);
                }
                assertEquals(expected, region.mismatch(offset, with, at, length), offset + "+" + length);
            }
        }
        assertEquals(bytes[0], memory.get(0)); // held until here
    }
}
