package dev.tidemark.snapshot;

import dev.tidemark.Region;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Writes a point of a chain into a region's memory, page by page where it differs. Not thread-safe. */
final class RegionRestore {
    private final ByteBuffer memory;
    private final int pageSize;
    private final int[] prints;

    /** @param prints takes the CRC32C of every page */
    RegionRestore(ByteBuffer memory, int pageSize, int[] prints) {
        this.memory = memory;
        this.pageSize = pageSize;
        this.prints = prints;
    }

    void write(ChainReader chain, LongProgress progress) throws IOException {
        ByteBuffer part = ByteBuffer.allocate(Math.max(pageSize, 1 << 20));
        for (long at = 0; at < memory.capacity(); at += part.capacity()) {
            int length = (int) Math.min(part.capacity(), memory.capacity() - at);
            chain.read(at, part.clear().limit(length));
            part.flip();
            for (int offset = 0; offset < length; offset += pageSize) {
                writePage((int) at + offset, part.slice(offset, Math.min(pageSize, length - offset)));
            }
            progress.accept(length);
        }
    }

    private void writePage(int at, ByteBuffer page) {
        prints[at / pageSize] = Checksums.crc(page);
        memory.limit(at + page.capacity()).position(at);
        if (memory.mismatch(page) >= 0) {
            memory.put(page);
        }
        memory.clear();
    }

    /** Marks pages that are not as they were written: someone wrote them meanwhile. */
    void markDifferent(Region region) {
        MemorySums sums = new MemorySums(memory);
        for (int page = 0; page < prints.length; page++) {
            int at = page * pageSize;
            int length = Math.min(pageSize, memory.capacity() - at);
            if (sums.crc(at, length) != prints[page]) {
                region.markDirty(at, length);
            }
        }
    }
}
