package dev.tidemark.bench.peers;

import org.roaringbitmap.RoaringBitmap;

/** A {@link RoaringBitmap}, added to after each store. For one thread. */
final class Roaring extends Peer {
    private final RoaringBitmap bitmap = new RoaringBitmap();

    @Override
    void wrote(long byteOffset) {
        bitmap.add((int) (byteOffset >>> GuestMemory.PAGE_SHIFT));
    }

    @Override
    void find(PageRuns into) {
        bitmap.forEach((org.roaringbitmap.IntConsumer) page -> into.add(page, page + 1));
        bitmap.clear();
    }
}
