package dev.tidemark.track;

/**
 * How a region is divided into pages, and whether a range lies in it. Ranges of bytes become ranges of pages here.
 *
 * @param region its name, for messages
 * @param byteSize at least 1; the last page may be shorter than the others
 * @param pageShift log2 of the page size
 */
record RegionShape(String region, long byteSize, int pageShift) {
    int pageSize() {
        return 1 << pageShift;
    }

    long pageCount() {
        return pagesUpTo(byteSize);
    }

    /** The page that the byte is in. */
    long pageOf(long byteOffset) {
        return byteOffset >>> pageShift;
    }

    /** How many pages begin before that byte. */
    long pagesUpTo(long byteEnd) {
        return (byteEnd + pageSize() - 1) >>> pageShift;
    }

    /** How many bytes the last page is short of a whole one. */
    long missingBytes() {
        return (pageCount() << pageShift) - byteSize;
    }

    /** @param withLast whether the last page is one of them */
    long bytesOf(long pages, boolean withLast) {
        return (pages << pageShift) - (withLast ? missingBytes() : 0);
    }

    /** @throws IndexOutOfBoundsException if the range leaves the region */
    void checkRange(long offset, long length) {
        if (offset < 0 || length < 0 || offset > byteSize - length) {
            throw new IndexOutOfBoundsException("range leaves region '" + region + "' of " + byteSize
                    + " bytes: offset=" + offset + ", length=" + length);
        }
    }

    /** @throws IllegalArgumentException also if a bound is neither a page's nor the region's end */
    void checkHarvest(long offset, long length) {
        checkRange(offset, length);
        long end = offset + length;
        long rest = pageSize() - 1L;
        if ((offset & rest) != 0 || (end & rest) != 0 && end != byteSize) {
            throw new IllegalArgumentException(
                    "harvest of region '" + region + "' needs bounds that are multiples of its page size " + pageSize()
                            + ", or its end " + byteSize + ": offset=" + offset + ", length=" + length);
        }
    }

    /**
     * Checks where an external dirty log begins, and its highest set bit.
     *
     * @throws IndexOutOfBoundsException if it leaves the region
     */
    void checkLog(long firstPage, long[] log) {
        long highest = -1;
        for (int i = log.length - 1; i >= 0 && highest < 0; i--) {
            if (log[i] != 0) {
                highest = i * 64L + 63 - Long.numberOfLeadingZeros(log[i]);
            }
        }
        if (firstPage < 0 || firstPage > pageCount() || highest >= pageCount() - firstPage) {
            throw new IndexOutOfBoundsException("dirty log leaves region '" + region + "' of " + pageCount()
                    + " pages: firstPage=" + firstPage + ", highest set bit=" + highest);
        }
    }
}
