package dev.tidemark.track;

import java.util.function.LongConsumer;

/**
 * A content hash per page, for a region that can be written unseen: 8 bytes a page, and a bit that says whether the hash is
 * worth anything.
 *
 * <p><b>Invariant.</b> A page that is clean for some client has a known hash, and it is of content that this client has seen or
 * will see: it was taken before the page was cleared, and the client reads after that. One hash serves all clients, because
 * whenever it is replaced by another, the page becomes dirty for all of them.
 *
 * <p>Worked example, clients A and B, one page:
 *
 * <pre>
 *   A harvests, content 1    hash 1, clean for A, dirty for B
 *   unseen write, content 2
 *   B harvests               2 is not 1: dirty for A too; hash 2, clean for B
 *   A looks                  2 is 2, and the page is dirty for A, as it must be
 *   A harvests               clean for both
 * </pre>
 *
 * <p><b>Error direction.</b> A page may be called dirty though its bytes are the same: a write that a hook saw beside a comparison is
 * told twice. A page that changed is called clean with a probability of 2^-64.
 *
 * <p>Not thread-safe: guarded by the page table.
 */
final class PageHashes {
    /** Pages per call of the content. */
    private static final int BATCH = 256;

    private final long[] hashes;

    /** A bit per page: its hash is of use. */
    private final long[] known;

    private final long[] fresh = new long[BATCH];

    PageHashes(long pageCount) {
        if (pageCount > Integer.MAX_VALUE - 8) {
            throw new IllegalStateException("too many pages to hash: " + pageCount + "; choose a larger page size");
        }
        hashes = new long[(int) pageCount];
        known = new long[Bits.words(pageCount)];
    }

    /** Those pages of a chunk whose hash is known. Costs nothing if that is so for all. */
    Chunk known(int c, Chunk pages) {
        Chunk found = null;
        for (long left = pages.present; left != 0; left &= left - 1) {
            int i = Long.numberOfTrailingZeros(left);
            if ((pages.words[i] & ~known[c * Chunk.WORDS + i]) != 0) {
                found = new Chunk();
                break;
            }
        }
        for (long left = found == null ? 0 : pages.present; left != 0; left &= left - 1) {
            int i = Long.numberOfTrailingZeros(left);
            found.put(i, pages.words[i] & known[c * Chunk.WORDS + i]);
        }
        return found == null ? pages : found;
    }

    /** These pages are dirty for every client: their hashes are of no use until they are cleared. */
    void forget(int word, long bits) {
        known[word] &= ~bits;
    }

    /**
     * Compares the pages {@code [first, end)} whose hash is known with their content.
     *
     * @param changed told of each page that changed, to make it dirty for all clients
     */
    void compare(PageContent content, long first, long end, LongConsumer changed) {
        long page = Bits.nextSet(known, first, end);
        while (page < end) {
            int count = 1;
            while (count < BATCH && page + count < end && isKnown(page + count)) {
                count++;
            }
            renew(content, page, count, changed);
            page = Bits.nextSet(known, page + count, end);
        }
    }

    /**
     * As {@link #compare}, and takes the hashes of the other pages too: they are about to be cleared. What cannot be read counts as
     * changed, has no known hash, and must not be cleared.
     */
    void compareAndTake(PageContent content, long first, long end, LongConsumer changed) {
        for (long page = first; page < end; page += BATCH) {
            renew(content, page, (int) Math.min(BATCH, end - page), changed);
        }
    }

    private void renew(PageContent content, long first, int count, LongConsumer changed) {
        boolean readable = content.hash(first, count, fresh);
        for (int i = 0; i < count; i++) {
            int page = (int) first + i;
            // Dirty first, hash second: an error between the two costs a needless copy, not a write.
            if (!readable) {
                changed.accept(page);
                known[page >>> 6] &= ~(1L << page);
            } else if (!isKnown(page)) {
                hashes[page] = fresh[i];
                known[page >>> 6] |= 1L << page;
            } else if (hashes[page] != fresh[i]) {
                changed.accept(page);
                hashes[page] = fresh[i];
            }
        }
    }

    private boolean isKnown(long page) {
        return (known[(int) (page >>> 6)] >>> page & 1) != 0;
    }
}
