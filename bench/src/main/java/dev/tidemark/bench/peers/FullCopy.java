package dev.tidemark.bench.peers;

/** Takes every page for changed. */
final class FullCopy extends Peer {
    private final int pages;

    FullCopy(GuestMemory memory) {
        pages = memory.pages();
    }

    @Override
    void find(PageRuns into) {
        into.add(0, pages);
    }
}
