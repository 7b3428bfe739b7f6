package dev.tidemark.bench.peers;

import java.util.concurrent.atomic.AtomicLongArray;

/** The bitmap that one writes by hand for a guest of many threads: a bit per page in an {@link AtomicLongArray}. */
final class AtomicBits extends Peer {
    private final AtomicLongArray words;
    private final boolean skipsSet;

    /**
     * @param skipsSet whether a store whose bit is set leaves it at that. Such a store may have seen a bit that is just being taken
     *     while its own bytes are still on their way to memory, so the guest must stand still meanwhile. Without it a store
     *     and a harvest may go on side by side.
     */
    AtomicBits(GuestMemory memory, boolean skipsSet) {
        words = new AtomicLongArray(memory.pages() + Long.SIZE - 1 >>> 6);
        this.skipsSet = skipsSet;
    }

    @Override
    void wrote(long byteOffset) {
        int page = (int) (byteOffset >>> GuestMemory.PAGE_SHIFT);
        int index = page >>> 6;
        long bit = 1L << page;
        long old = words.get(index);
        if (skipsSet && (old & bit) != 0) {
            return;
        }
        while (!words.compareAndSet(index, old, old | bit)) {
            old = words.get(index);
        }
    }

    @Override
    void find(PageRuns into) {
        for (int i = 0; i < words.length(); i++) {
            if (words.get(i) != 0) {
                into.addBits(i * Long.SIZE, words.getAndSet(i, 0));
            }
        }
    }
}
