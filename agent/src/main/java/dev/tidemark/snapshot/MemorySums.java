package dev.tidemark.snapshot;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * CRC32C of parts of one region's memory. Those of a heap buffer are copied out first: CRC32C
 * asks the buffer for its array, and whoever asks that of a tracked one is looked up on the stack each time. Not thread-safe.
 */
final class MemorySums {
    private static final int PART = 64 << 10;

    private final ByteBuffer memory;
    private final ByteBuffer copy;
    private final CRC32C crc = new CRC32C();

    /** @param memory positions and limits of it do not matter, and are left as they are */
    MemorySums(ByteBuffer memory) {
        this.memory = memory.duplicate();
        this.copy = memory.isDirect() ? null : ByteBuffer.allocateDirect(Math.min(PART, memory.capacity()));
    }

    int crc(int offset, int length) {
        crc.reset();
        if (copy == null) {
            crc.update(memory.limit(offset + length).position(offset));
        } else {
            for (int at = 0; at < length; at += copy.capacity()) {
                int part = Math.min(copy.capacity(), length - at);
                crc.update(
                        copy.clear().put(0, memory.clear(), offset + at, part).limit(part));
            }
        }
        return (int) crc.getValue();
    }
}
