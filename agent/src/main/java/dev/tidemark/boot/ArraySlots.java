package dev.tidemark.boot;

import jdk.internal.vm.annotation.DontInline;
import jdk.internal.vm.annotation.ForceInline;

/**
 * Finds one of many heap regions by the header of its array, see {@link Headers}, in one step: a table in which nearly every
 * region has a slot of its own. Folded into compiled code as a whole, so that nothing has to be read from a volatile field, and
 * that the JIT may take the search out of a loop that stays with one array. Immutable.
 *
 * @param table for arrays that share a slot, and for those whose header tells nothing
 * @param slots by the bits of the hash code; {@link #NONE} where free, {@link #CROWDED} where there are several
 * @param shortest length of the shortest array
 * @param favourite the region that is asked first, the only one of its array; null for none
 */
record ArraySlots(ArrayTable table, Span[] slots, int shortest, Span favourite) {
    private static final int MOST_SLOTS = 1 << 16;

    private static final Span NONE = Span.nobody();
    private static final Span CROWDED = Span.nobody();

    /** Slots for some regions; null if headers tell nothing. Arrays that are sought are not found. */
    static ArraySlots of(ArrayTable table) {
        return of(table, null);
    }

    /** As {@link #of(ArrayTable)}, with a region to be asked first; ignored where its slot is shared. */
    static ArraySlots of(ArrayTable table, Span favourite) {
        if (!Headers.known()) {
            return null;
        }
        int capacity = 4;
        while (capacity < 4L * table.spans().length && capacity < MOST_SLOTS) {
            capacity *= 2;
        }
        while (true) {
            Span[] slots = new Span[capacity];
            for (int i = 0; i < capacity; i++) {
                slots[i] = NONE;
            }
            boolean crowded = false;
            for (Span span : table.spans()) {
                int slot = Headers.hash(span.header()) & capacity - 1;
                crowded |= slots[slot] != NONE && slots[slot].header() != span.header();
                slots[slot] = slots[slot] == NONE ? span : CROWDED;
            }
            if (!crowded || capacity >= MOST_SLOTS || capacity >= 64L * table.spans().length) {
                boolean alone =
                        favourite != null && slots[Headers.hash(favourite.header()) & capacity - 1] == favourite;
                return new ArraySlots(table, slots, table.shortest(), alone ? favourite : null);
            }
            capacity *= 2;
        }
    }

    @ForceInline
    void stored(Object base, long offset, long bytes) {
        if (!(base instanceof byte[] array) || array.length < shortest) {
            return;
        }
        if (favourite != null && favourite.isOf(array)) {
            favourite.stored(offset, bytes, true);
            return;
        }
        int bits = Headers.of(array);
        Span span = slots[Headers.hash(bits) & slots.length - 1];
        if (bits == span.header()) {
            span.marks().touch();
            span.stored(offset, bytes, true);
        } else if (span == CROWDED || !Headers.tells(bits)) {
            search(base, offset, bytes);
        }
    }

    @DontInline
    private void search(Object base, long offset, long bytes) {
        table.stored(base, offset, bytes);
    }
}
