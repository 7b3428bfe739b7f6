package dev.tidemark.track;

/**
 * The content of pages when they were last checked, as hashes of blocks: {@value #MAX_BLOCKS} blocks per page, or as many as make
 * a block 64 bytes. A page may have none: it was never checked, or written since.
 *
 * <p>32 bits of a hash per block are kept: of 4 billion changes one may go unnoticed. Errs to that side alone; a block that did
 * not change never differs.
 *
 * <p>Costs per page: 4 bytes per block and 4 for the time, so 68 bytes for pages of 1 KiB and more; allocated for 1,024 pages
 * when one of them is first checked. Not thread-safe.
 */
final class BlockHashes {
    static final int MAX_BLOCKS = 16;
    private static final int MIN_BLOCK_SHIFT = 6;

    private static final int CHUNK_SHIFT = 10;
    private static final int CHUNK_PAGES = 1 << CHUNK_SHIFT;

    /** Blocks of a whole page. */
    private final int blocks;

    private final int[][] hashes;

    /** When the page was hashed; 0: no hash is known. */
    private final int[][] times;

    BlockHashes(long pageCount, int pageShift) {
        this.blocks = 1 << pageShift - blockShift(pageShift);
        int chunks = Math.toIntExact((pageCount + CHUNK_PAGES - 1) >>> CHUNK_SHIFT);
        this.hashes = new int[chunks][];
        this.times = new int[chunks][];
    }

    /** log2 of a block's bytes. */
    static int blockShift(int pageShift) {
        return Math.max(MIN_BLOCK_SHIFT, pageShift - Integer.numberOfTrailingZeros(MAX_BLOCKS));
    }

    /** When the page was hashed, as {@link #exchange} was told; 0 if no hash of it is known. */
    int time(long page) {
        int[] ofChunk = times[(int) (page >>> CHUNK_SHIFT)];
        return ofChunk == null ? 0 : ofChunk[index(page)];
    }

    /**
     * Keeps the page's new hashes.
     *
     * @param now hash of each block
     * @param count how many blocks the page has; always the same for one page
     * @param time when the page was read, not 0
     * @return bit i: block i is not what it was; 0 if no hashes were known
     */
    int exchange(long page, long[] now, int count, int time) {
        int chunk = (int) (page >>> CHUNK_SHIFT);
        if (times[chunk] == null) {
            hashes[chunk] = new int[CHUNK_PAGES * blocks];
            times[chunk] = new int[CHUNK_PAGES]; // last: who runs out of memory between the two starts over
        }
        int[] kept = hashes[chunk];
        int base = index(page) * blocks;
        int changed = 0;
        for (int i = 0; i < count; i++) {
            int hash = (int) now[i];
            changed |= kept[base + i] == hash ? 0 : 1 << i;
            kept[base + i] = hash;
        }
        int before = times[chunk][index(page)];
        times[chunk][index(page)] = time;
        return before == 0 ? 0 : changed;
    }

    /** The pages whose bits are set were written: what is known of them no longer counts. */
    void forget(int word, long bits) {
        int[] ofChunk = times[word >>> CHUNK_SHIFT - 6];
        if (ofChunk == null) {
            return;
        }
        int first = (word << 6) & CHUNK_PAGES - 1;
        for (long left = bits; left != 0; left &= left - 1) {
            ofChunk[first + Long.numberOfTrailingZeros(left)] = 0;
        }
    }

    /** Bytes that the hashes take. */
    long byteSize() {
        long bytes = 0;
        for (int[] ofChunk : times) {
            bytes += ofChunk == null ? 0 : CHUNK_PAGES * (blocks + 1L) * Integer.BYTES;
        }
        return bytes;
    }

    private static int index(long page) {
        return (int) page & CHUNK_PAGES - 1;
    }
}
