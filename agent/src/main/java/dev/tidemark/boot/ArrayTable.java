package dev.tidemark.boot;

/**
 * Finds regions by their heap array: open addressing over identity hash codes, at most half full, a slot per region (an array
 * may carry several). Immutable. An array shorter than every tracked one costs a compare and gets no hash code.
 *
 * @param slots regions by hash code; null where free
 * @param spans the regions in no order
 * @param shortest length of the shortest tracked array
 */
record ArrayTable(Span[] slots, Span[] spans, int shortest) {

    static ArrayTable of(Span[] regions) {
        int capacity = 2;
        while (capacity < 2 * regions.length) {
            capacity *= 2;
        }
        Span[] slots = new Span[capacity];
        int shortest = Integer.MAX_VALUE;
        for (Span span : regions) {
            Object array = span.array().get();
            if (array == null) {
                continue; // collected: nobody can write it
            }
            int slot = System.identityHashCode(array) & (capacity - 1);
            while (slots[slot] != null) {
                slot = (slot + 1) & (capacity - 1);
            }
            slots[slot] = span;
            shortest = Math.min(shortest, span.arrayLength());
        }
        return new ArrayTable(slots, regions, shortest);
    }

    void stored(Object base, long offset, long bytes) {
        if (!(base instanceof byte[] array) || array.length < shortest) {
            return;
        }
        int mask = slots.length - 1;
        for (int slot = System.identityHashCode(base) & mask; slots[slot] != null; slot = (slot + 1) & mask) {
            if (slots[slot].isOf(base)) {
                slots[slot].stored(offset, bytes);
            }
        }
    }
}
