package dev.tidemark.track;

import java.time.Instant;

/**
 * A page that changed without a mark.
 *
 * @param id counts up from 1 over all regions; open suspects have none yet: 0
 * @param region name of the region
 * @param page page index
 * @param byteOffset first byte of the region that may have changed: the page's first block that did
 * @param byteLength bytes from there to the end of the last block that changed
 * @param fromMillis the bytes were still as before at this time, in milliseconds since 1970 by the clock
 * @param toMillis they were found changed at this time
 */
public record AuditMiss(
        long id, String region, long page, long byteOffset, long byteLength, long fromMillis, long toMillis) {

    /** One line for a reader; times are UTC. */
    public String describe() {
        return "region '" + region + "', page " + page + ", bytes " + byteOffset + " to "
                + (byteOffset + byteLength - 1) + ", changed between " + Instant.ofEpochMilli(fromMillis) + " and "
                + Instant.ofEpochMilli(toMillis);
    }
}
