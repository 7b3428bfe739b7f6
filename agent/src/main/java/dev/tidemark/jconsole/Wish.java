package dev.tidemark.jconsole;

/**
 * What the user wants to see.
 *
 * @param region name of the region; null for the first one
 * @param client name of the client; null for the one that harvests most
 * @param harvest id of the open harvest whose ranges are shown; -1 for the dirty ranges
 * @param fromOffset first byte of the ranges in the table
 */
record Wish(String region, String client, long harvest, long fromOffset) {
    /** Ranges in the table at a time. */
    static final int MAX_RUNS = 200;

    /** Nothing in particular. */
    static final Wish ANY = new Wish(null, null, -1, 0);
}
