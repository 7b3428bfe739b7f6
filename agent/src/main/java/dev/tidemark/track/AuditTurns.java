package dev.tidemark.track;

/**
 * Whose turn it is: which pages an audit of a share of the pages checks at a harvest.
 *
 * <p>Each page has an account. A harvest that covers the page pays the share in; an account that reaches the whole is emptied by
 * that much, and the page is checked. So a page is checked at least once in any {@code ceil(100 / N)} harvests that cover it,
 * whichever ranges and clients the harvests between them have. The accounts start spread evenly, those of {@value #NEIGHBOURS}
 * neighbours alike, because reading on costs half of reading here and there: of any 160,000 pages in a row that start at a
 * multiple of 16, exactly the share is checked at each harvest of all of them.
 *
 * <p>Worked example, 30 %: an account that starts at 0 % stands at 30, 60, 90, then at 120, which is a check and leaves 20, then
 * 50, 80, a check and 10, 40, 70, a check and 0. Three checks in ten harvests.
 *
 * <p>Costs two bytes per page, allocated for 4,096 pages when one of them is first asked for. Not thread-safe.
 */
final class AuditTurns {
    /** The whole, in the unit of shares: hundredths of a percent. */
    static final int WHOLE = 10_000;

    private static final int CHUNK_SHIFT = 12;
    private static final int CHUNK_PAGES = 1 << CHUNK_SHIFT;

    /** Pages whose accounts start alike: 64 KiB, of pages of 4 KiB. */
    private static final int NEIGHBOURS = 16;

    /** Has no factor in common with {@link #WHOLE}, so its multiples visit every remainder once; near the golden section. */
    private static final int STRIDE = 6_181;

    private final short[][] accounts;

    AuditTurns(long pageCount) {
        accounts = new short[Math.toIntExact((pageCount + CHUNK_PAGES - 1) >>> CHUNK_SHIFT)][];
    }

    /**
     * Counts a harvest that covers the page.
     *
     * @param share 1 to {@link #WHOLE}
     * @return whether the page is to be checked at this harvest
     */
    boolean next(long page, int share) {
        int chunk = (int) (page >>> CHUNK_SHIFT);
        short[] account = accounts[chunk];
        if (account == null) {
            account = accounts[chunk] = open(chunk);
        }
        int index = (int) page & CHUNK_PAGES - 1;
        int sum = account[index] + share;
        boolean turn = sum >= WHOLE;
        account[index] = (short) (turn ? sum - WHOLE : sum);
        return turn;
    }

    /** Bytes that the accounts take. */
    long byteSize() {
        long bytes = 0;
        for (short[] account : accounts) {
            bytes += account == null ? 0 : CHUNK_PAGES * (long) Short.BYTES;
        }
        return bytes;
    }

    private static short[] open(int chunk) {
        short[] account = new short[CHUNK_PAGES];
        long first = (long) chunk << CHUNK_SHIFT;
        for (int i = 0; i < CHUNK_PAGES; i++) {
            account[i] = (short) ((first + i) / NEIGHBOURS * STRIDE % WHOLE);
        }
        return account;
    }
}
