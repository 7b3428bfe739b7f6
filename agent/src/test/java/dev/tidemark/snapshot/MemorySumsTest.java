package dev.tidemark.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tidemark.it.Seed;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** Against the JDK's CRC32C of the same bytes in an array. */
class MemorySumsTest {
    private static final int SIZE = 300_007;

    private final Random random = new Random(Seed.of("MemorySumsTest"));

    @Test
    void anyPartOfHeapAndDirectMemory() {
        byte[] bytes = new byte[SIZE];
        random.nextBytes(bytes);
        ByteBuffer heap = ByteBuffer.allocate(SIZE + 10)
                .position(7)
                .slice()
                .put(bytes)
                .position(0)
                .limit(SIZE);
        ByteBuffer direct =
                ByteBuffer.allocateDirect(SIZE).put(bytes).position(5).limit(9);
        MemorySums ofHeap = new MemorySums(heap);
        MemorySums ofDirect = new MemorySums(direct);
        for (int i = 0; i < 500; i++) {
            int offset = i == 0 ? 0 : random.nextInt(SIZE);
            int length = i == 0 ? SIZE : random.nextInt(SIZE - offset + 1);
            CRC32C crc = new CRC32C();
            crc.update(bytes, offset, length);
            assertEquals((int) crc.getValue(), ofHeap.crc(offset, length), offset + "+" + length);
            assertEquals((int) crc.getValue(), ofDirect.crc(offset, length), offset + "+" + length);
        }
        assertEquals(0, heap.position());
        assertEquals(SIZE, heap.limit());
        assertEquals(5, direct.position());
        assertEquals(9, direct.limit());
    }
}
