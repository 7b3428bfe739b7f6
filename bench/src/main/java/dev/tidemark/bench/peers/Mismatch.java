package dev.tidemark.bench.peers;

import java.nio.ByteBuffer;

/** Compares memory and copy with {@link ByteBuffer#mismatch}, from one difference to the next. */
final class Mismatch extends Peer {
    private final ByteBuffer[] chunks;
    private final ByteBuffer[] copies;

    Mismatch(GuestMemory memory) {
        chunks = new ByteBuffer[memory.chunks().length];
        copies = new ByteBuffer[chunks.length];
        for (int i = 0; i < chunks.length; i++) {
            chunks[i] = memory.chunks()[i].duplicate();
            copies[i] = memory.copyOf(i).duplicate();
        }
    }

    @Override
    void find(PageRuns into) {
        for (int i = 0; i < chunks.length; i++) {
            find(chunks[i], copies[i], GuestMemory.firstPage(i), into);
        }
    }

    private static void find(ByteBuffer chunk, ByteBuffer copy, int firstPage, PageRuns into) {
        int from = 0;
        while (from < chunk.capacity()) {
            int difference = chunk.position(from).mismatch(copy.position(from));
            if (difference < 0) {
                return;
            }
            int page = from + difference >>> GuestMemory.PAGE_SHIFT;
            into.add(firstPage + page, firstPage + page + 1);
            from = page + 1 << GuestMemory.PAGE_SHIFT;
        }
    }
}
