package dev.tidemark.bench.peers;

import org.apache.lucene.util.FixedBitSet;

/** Lucene's {@link FixedBitSet}, set after each store and read word by word. For one thread. */
final class LuceneBits extends Peer {
    private final FixedBitSet bits;

    LuceneBits(GuestMemory memory) {
        bits = new FixedBitSet(memory.pages());
    }

    @Override
    void wrote(long byteOffset) {
        bits.set((int) (byteOffset >>> GuestMemory.PAGE_SHIFT));
    }

    @Override
    void find(PageRuns into) {
        long[] words = bits.getBits();
        for (int i = 0; i < words.length; i++) {
            into.addBits(i * Long.SIZE, words[i]);
        }
        bits.clear();
    }
}
