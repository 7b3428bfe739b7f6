package dev.tidemark.bench.peers;

import java.nio.ByteBuffer;

/** Keeps a sum of every page, and takes a page for changed whose sum did. Unequal content may have equal sums. */
abstract class PageSums extends Peer {
    private final ByteBuffer[] chunks;
    private final long[] sums;
    private final PageRuns none;

    PageSums(GuestMemory memory) {
        chunks = new ByteBuffer[memory.chunks().length];
        for (int i = 0; i < chunks.length; i++) {
            chunks[i] = memory.chunks()[i].duplicate();
        }
        sums = new long[memory.pages()];
        none = new PageRuns(memory.pages());
    }

    /** The first sums. */
    final void begin() {
        find(none);
    }

    @Override
    final void find(PageRuns into) {
        for (int i = 0; i < chunks.length; i++) {
            ByteBuffer chunk = chunks[i];
            int page = GuestMemory.firstPage(i);
            for (int at = 0; at < chunk.capacity(); at += GuestMemory.PAGE_SIZE) {
                long sum = sum(chunk, at);
                if (sums[page] != sum) {
                    sums[page] = sum;
                    into.add(page, page + 1);
                }
                page++;
            }
        }
    }

    /** The sum of the page that begins at this byte. May move the chunk's position and limit. */
    abstract long sum(ByteBuffer chunk, int at);
}
