package dev.tidemark.bench.peers;

import java.util.BitSet;

/** A {@link BitSet}, set after each store and walked from run to run. For one thread. */
final class JdkBits extends Peer {
    private final BitSet bits;

    JdkBits(GuestMemory memory) {
        bits = new BitSet(memory.pages());
    }

    @Override
    void wrote(long byteOffset) {
        bits.set((int) (byteOffset >>> GuestMemory.PAGE_SHIFT));
    }

    @Override
    void find(PageRuns into) {
        for (int first = bits.nextSetBit(0); first >= 0; ) {
            int end = bits.nextClearBit(first);
            into.add(first, end);
            first = bits.nextSetBit(end);
        }
        bits.clear();
    }
}
