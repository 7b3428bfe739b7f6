package dev.tidemark.bench.peers;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** A {@link CRC32C} per page, 32 bits: one changed page in four thousand million is missed. */
final class Crc extends PageSums {
    private final CRC32C crc = new CRC32C();

    Crc(GuestMemory memory) {
        super(memory);
        begin();
    }

    @Override
    long sum(ByteBuffer chunk, int at) {
        crc.reset();
        crc.update(chunk.limit(at + GuestMemory.PAGE_SIZE).position(at));
        return crc.getValue();
    }
}
