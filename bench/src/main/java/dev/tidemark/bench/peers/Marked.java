package dev.tidemark.bench.peers;

import dev.tidemark.Client;
import dev.tidemark.Coverage;
import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import java.nio.ByteBuffer;

/** Tidemark: a region per buffer, harvested with all that belongs to it, the safepoint too. Nothing is called after a store. */
final class Marked extends Peer {
    private final Region[] regions;
    private final Client client = Tidemark.client("peers");

    Marked(GuestMemory memory) {
        ByteBuffer[] chunks = memory.chunks();
        regions = new Region[chunks.length];
        for (int i = 0; i < chunks.length; i++) {
            regions[i] = Tidemark.track("guest-" + i, chunks[i], GuestMemory.PAGE_SIZE);
            regions[i].harvest(client);
        }
    }

    @Override
    void find(PageRuns into) {
        for (int i = 0; i < regions.length; i++) {
            int base = GuestMemory.firstPage(i);
            regions[i].harvest(client).forEachRun((offset, length) -> {
                int first = base + (int) (offset >>> GuestMemory.PAGE_SHIFT);
                into.add(first, first + (int) (length >>> GuestMemory.PAGE_SHIFT));
            });
        }
        if (regions[0].coverage() != Coverage.COMPLETE) {
            throw new IllegalStateException("pages were hashed: coverage is " + regions[0].coverage());
        }
    }
}
