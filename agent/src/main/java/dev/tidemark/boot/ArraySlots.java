package dev.tidemark.boot;

import java.util.Arrays;
import jdk.internal.vm.annotation.DontInline;
import jdk.internal.vm.annotation.ForceInline;

/**
 * Finds one of many heap regions by the header of its array, see {@link Headers}, in one step: a table in which nearly every
 * region has a slot of its own. Folded into compiled code as a whole, so that nothing has to be read from a volatile field, and
 * that the JIT may take the search out of a loop that stays with one array. Immutable.
 *
 * @param table for arrays that share a slot, and for those whose header tells nothing
 * @param slots by some bits of the hash code; {@link #NONE} where free, {@link #CROWDED} where there are several
 * @param shift which bits: those from this one on, by which each region has a slot of its own, if there are such; a slot that
 *     several share costs each of their stores a search
 * @param shortest length of the shortest array
 * @param favourite the region that is asked first, the only one of its array; null for none
 */
record ArraySlots(ArrayTable table, Span[] slots, int shift, int shortest, Span favourite) {
    private static final int MOST_SLOTS = 1 << 16;

    /** So many different hash codes there are at least, see {@link Headers}. */
    private static final int HASHES = 1 << 21;

    private static final Span NONE = Span.nobody();
    private static final Span CROWDED = Span.nobody();

    /** Slots for some regions; null if headers tell nothing. Arrays that are sought are not found. */
    static ArraySlots of(ArrayTable table) {
        return of(table, null);
    }

    /** As {@link #of(ArrayTable)}, with a region to be asked first; ignored where another one's array has the same bits. */
    static ArraySlots of(ArrayTable table, Span favourite) {
        if (!Headers.known()) {
            return null;
        }
        Span[] spans = table.spans();
        boolean alone = favourite != null && isTold(favourite, spans);
        int capacity = 4;
        while (capacity < 4L * spans.length && capacity < MOST_SLOTS) {
            capacity *= 2;
        }
        while (true) {
            boolean last = capacity >= MOST_SLOTS || capacity >= 64L * spans.length;
            Span[] slots = new Span[capacity];
            for (int shift = 0; capacity << shift <= HASHES; shift++) {
                boolean crowded = fill(slots, spans, shift);
                if (!crowded || last && capacity << shift + 1 > HASHES) {
                    return new ArraySlots(table, slots, shift, table.shortest(), alone ? favourite : null);
                }
            }
            capacity *= 2;
        }
    }

    /** Whether no other region is taken for this one. */
    private static boolean isTold(Span span, Span[] spans) {
        int alike = 0;
        for (Span other : spans) {
            alike += other.header() == span.header() ? 1 : 0;
        }
        return alike == 1;
    }

    /** Returns whether two share a slot that another choice of bits or more slots might set apart. */
    private static boolean fill(Span[] slots, Span[] spans, int shift) {
        Arrays.fill(slots, NONE);
        boolean crowded = false;
        for (Span span : spans) {
            int slot = Headers.hash(span.header()) >>> shift & slots.length - 1;
            crowded |= slots[slot] != NONE && slots[slot].header() != span.header();
            slots[slot] = slots[slot] == NONE ? span : CROWDED;
        }
        return crowded;
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
        Span span = slots[Headers.hash(bits) >>> shift & slots.length - 1];
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
