package dev.tidemark.bench.peers;

import dev.tidemark.bench.BufferKind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A guest's memory and a copy of it. Both are buffers of at most 1 GiB, because a buffer ends at 2 GiB; a page has one number
 * over all of them. Direct buffers begin at a page of the kernel's. One thread.
 */
final class GuestMemory {
    static final int PAGE_SHIFT = 12;
    static final int PAGE_SIZE = 1 << PAGE_SHIFT;

    /** Distance of the stores into a page: a cache line. */
    static final int STRIDE = 64;

    /** How often a page is stored into, its first store included. */
    static final int STORES_PER_PAGE = PAGE_SIZE / STRIDE;

    private static final int CHUNK_SHIFT = 30;
    private static final int CHUNK_PAGES = 1 << CHUNK_SHIFT - PAGE_SHIFT;

    private final ByteBuffer[] chunks;
    private final ByteBuffer[] copies;
    private final int pages;

    /** @param byteSize a multiple of the page size; above 1 GiB of 1 GiB */
    GuestMemory(BufferKind kind, long byteSize) {
        pages = Math.toIntExact(byteSize >>> PAGE_SHIFT);
        chunks = new ByteBuffer[(int) Math.max(1, byteSize >>> CHUNK_SHIFT)];
        copies = new ByteBuffer[chunks.length];
        int chunkSize = (int) Math.min(byteSize, 1 << CHUNK_SHIFT);
        for (int i = 0; i < chunks.length; i++) {
            chunks[i] = kind.allocateAligned(chunkSize, PAGE_SIZE).order(ByteOrder.nativeOrder());
            copies[i] = kind.allocateAligned(chunkSize, PAGE_SIZE).order(ByteOrder.nativeOrder());
        }
    }

    int pages() {
        return pages;
    }

    ByteBuffer[] chunks() {
        return chunks;
    }

    ByteBuffer copyOf(int chunk) {
        return copies[chunk];
    }

    /** The number of a chunk's first page. */
    static int firstPage(int chunk) {
        return chunk * CHUNK_PAGES;
    }

    /** One store at the start of each of these pages. */
    void storeFirst(Peer peer, int[] dirty, long value) {
        for (int page : dirty) {
            ByteBuffer chunk = chunks[page / CHUNK_PAGES];
            int at = page % CHUNK_PAGES << PAGE_SHIFT;
            chunk.putLong(at, value + at);
            peer.wrote((long) page << PAGE_SHIFT);
        }
    }

    /** One store into every further cache line of each of these pages. */
    void storeRest(Peer peer, int[] dirty, long value) {
        for (int page : dirty) {
            ByteBuffer chunk = chunks[page / CHUNK_PAGES];
            int from = page % CHUNK_PAGES << PAGE_SHIFT;
            long base = ((long) page << PAGE_SHIFT) - from;
            for (int at = from + STRIDE; at < from + PAGE_SIZE; at += STRIDE) {
                chunk.putLong(at, value + at);
                peer.wrote(base + at);
            }
        }
    }

    /** Copies the pages of these runs. */
    void copy(PageRuns runs) {
        for (int i = 0; i < runs.count(); i++) {
            int end = runs.end(i);
            for (int page = runs.first(i); page < end; ) {
                int chunk = page / CHUNK_PAGES;
                int partEnd = Math.min(end, firstPage(chunk + 1));
                int at = page % CHUNK_PAGES << PAGE_SHIFT;
                copies[chunk].put(at, chunks[chunk], at, partEnd - page << PAGE_SHIFT);
                page = partEnd;
            }
        }
    }

    /** Throws unless memory and copy hold the same bytes. */
    void checkCopy() {
        for (int i = 0; i < chunks.length; i++) {
            int at = chunks[i].mismatch(copies[i]);
            if (at >= 0) {
                throw new IllegalStateException(
                        "not copied though written: page " + (firstPage(i) + (at >>> PAGE_SHIFT)) + ", byte " + at);
            }
        }
    }
}
