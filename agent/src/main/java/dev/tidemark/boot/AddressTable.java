package dev.tidemark.boot;

/**
 * Finds regions by address: sorted by start, binary search. Immutable. A store outside all regions costs two compares.
 *
 * @param starts first address of each region, ascending
 * @param spans the regions, same order
 * @param low first address of all
 * @param high address after the last of all
 */
record AddressTable(long[] starts, Span[] spans, long low, long high) {

    static AddressTable of(Span[] regions) {
        Span[] spans = regions.clone();
        for (int i = 1;
                i < spans.length;
                i++) { // insertion sort: the list arrives nearly sorted, and no comparator is needed
            Span moving = spans[i];
            int hole = i;
            for (; hole > 0 && spans[hole - 1].start() > moving.start(); hole--) {
                spans[hole] = spans[hole - 1];
            }
            spans[hole] = moving;
        }
        long[] starts = new long[spans.length];
        for (int i = 0; i < spans.length; i++) {
            starts[i] = spans[i].start();
        }
        if (spans.length == 0) {
            return new AddressTable(starts, spans, 0, 0);
        }
        Span last = spans[spans.length - 1];
        return new AddressTable(starts, spans, starts[0], last.start() + last.size());
    }

    void stored(long address, long bytes) {
        if (address >= high || address + bytes <= low) {
            return;
        }
        int from = 0; // the last region that starts at or before the address, or the first of all
        int to = starts.length;
        while (to - from > 1) {
            int middle = (from + to) >>> 1;
            if (starts[middle] <= address) {
                from = middle;
            } else {
                to = middle;
            }
        }
        for (int i = from; i < starts.length && starts[i] < address + bytes; i++) {
            spans[i].stored(address, bytes);
        }
    }
}
