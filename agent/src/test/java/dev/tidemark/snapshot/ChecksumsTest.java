package dev.tidemark.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tidemark.it.Seed;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChecksumsTest {
    @Test
    void crcOfPartsIsTheCrcOfAll() {
        Random random = new Random(Seed.of("ChecksumsTest"));
        for (int i = 0; i < 2_000; i++) {
            byte[] bytes = new byte[random.nextInt(10_000)];
            random.nextBytes(bytes);
            int first = random.nextInt(bytes.length + 1);
            int behind = bytes.length - first;
            int a = Checksums.crc(ByteBuffer.wrap(bytes, 0, first));
            int b = Checksums.crc(ByteBuffer.wrap(bytes, first, behind));
            assertEquals(
                    Checksums.crc(ByteBuffer.wrap(bytes)),
                    Checksums.after(behind).of(a) ^ b);
        }
    }
}
