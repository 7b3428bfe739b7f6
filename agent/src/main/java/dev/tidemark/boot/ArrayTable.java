package dev.tidemark.boot;

/**
 * Finds regions by their heap array: open addressing over identity hash codes, at most half full, a slot per region (an array
 * may carry several). Immutable. An array shorter than every array of interest costs a compare and gets no hash code.
 *
 * @param slots regions by hash code; null where free
 * @param spans the regions in no order
 * @param shortest length of the shortest array of interest
 * @param sought length from which an array that is not here is of interest, see {@link Barrier#seek}
 */
record ArrayTable(Span[] slots, Span[] spans, int shortest, int sought) {

    /**
     * A table.
     *
     * @param passed arrays that are known and no regions, as {@link Span#passing}
     */
    static ArrayTable of(Span[] regions, Span[] passed, int sought) {
        int capacity = 2;
        while (capacity < 2 * (regions.length + passed.length)) {
            capacity *= 2;
        }
        Span[] slots = new Span[capacity];
        int shortest = Math.min(put(regions, slots), sought);
        put(passed, slots);
        return new ArrayTable(slots, regions, shortest, sought);
    }

    /** Returns the length of the shortest array. */
    private static int put(Span[] spans, Span[] slots) {
        int mask = slots.length - 1;
        int shortest = Integer.MAX_VALUE;
        for (Span span : spans) {
            Object array = span.array().get();
            if (array == null) {
                continue; // collected: nobody can write it
            }
            int slot = System.identityHashCode(array) & mask;
            while (slots[slot] != null) {
                slot = (slot + 1) & mask;
            }
            slots[slot] = span;
            shortest = Math.min(shortest, span.arrayLength());
        }
        return shortest;
    }

    /**
     * Marks what was stored.
     *
     * @return whether {@code base} is an array that is sought and not known
     */
    boolean stored(Object base, long offset, long bytes) {
        if (!(base instanceof byte[] array) || array.length < shortest) {
            return false;
        }
        boolean known = false;
        int mask = slots.length - 1;
        for (int slot = System.identityHashCode(base) & mask; slots[slot] != null; slot = (slot + 1) & mask) {
            if (slots[slot].isOf(base)) {
                slots[slot].stored(offset, bytes);
                known = true;
            }
        }
        return !known && array.length >= sought;
    }
}
