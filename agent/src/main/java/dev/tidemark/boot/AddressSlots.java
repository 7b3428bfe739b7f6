package dev.tidemark.boot;

import jdk.internal.vm.annotation.DontInline;
import jdk.internal.vm.annotation.ForceInline;

/**
 * Finds one of many regions by address in the same few steps, however many there are: the addresses between the first region and
 * the last are divided into slots of equal size, small enough that no more than two regions meet one. Folded into compiled code as a
 * whole, so that nothing has to be read from a volatile field. Immutable.
 *
 * <p>Worked example, slots of 1,024 bytes from 1,000 on, regions at 1,063 to 2,500 and at 2,600 to 9,000: slot 1 is 2,024 to
 * 3,047, so its border is 2,600; what is stored below goes to the first region, the rest to the second. A store at 2,597 of 8 bytes
 * crosses the border and goes to both.
 *
 * @param table for stores of more than a page
 * @param low where slot 0 begins
 * @param shift log2 of a slot's size
 * @param borders by slot: where the second region begins; lower than any address if there is one or none
 * @param spans by slot: the two regions, {@link #NOWHERE} for none, the same twice if there is one
 * @param favourite the region that is asked first, see {@link Span#storedInside}; null for none
 */
record AddressSlots(AddressTable table, long low, int shift, long[] borders, Span[] spans, Span favourite) {
    private static final int MOST_SLOTS = 1 << 16;

    private static final Span NOWHERE = new Span(null, 0, 1L << 62, 1, Marks.SMALLEST_SHIFT, Marks.inMemory(1));

    /** Slots for at least one region; null if there would be too many. */
    static AddressSlots of(AddressTable table) {
        return of(table, null);
    }

    /** As {@link #of(AddressTable)}, with a region to be asked first. */
    static AddressSlots of(AddressTable table, Span favourite) {
        Span[] sorted = table.spans();
        long low = table.low() - Span.REACH;
        long length = table.high() - low;
        int shift = Marks.SMALLEST_SHIFT;
        while (length >>> shift >= 8L * sorted.length && length >>> shift >= 16) {
            shift++;
        }
        for (; length >>> shift < MOST_SLOTS; shift--) {
            AddressSlots slots = new AddressSlots(
                    table,
                    low,
                    shift,
                    new long[(int) (length >>> shift) + 1],
                    new Span[2 * (int) (length >>> shift) + 2],
                    favourite);
            if (slots.fill(sorted)) {
                return slots;
            }
            if (shift == Marks.SMALLEST_SHIFT) {
                break;
            }
        }
        return null;
    }

    private boolean fill(Span[] sorted) {
        for (int slot = 0; slot < borders.length; slot++) {
            borders[slot] = Long.MIN_VALUE;
            spans[2 * slot] = NOWHERE;
            spans[2 * slot + 1] = NOWHERE;
        }
        for (Span span : sorted) {
            int last = (int) (span.start() + span.size() - 1 - low >>> shift);
            for (int slot = (int) (span.start() - Span.REACH - low >>> shift); slot <= last; slot++) {
                if (spans[2 * slot] == NOWHERE) {
                    spans[2 * slot] = span;
                } else if (borders[slot] == Long.MIN_VALUE) {
                    borders[slot] = span.start();
                } else {
                    return false;
                }
                spans[2 * slot + 1] = span;
            }
        }
        return true;
    }

    @ForceInline
    void stored(long from, long room, long address, long bytes) {
        if (bytes > Marks.SMALLEST_PAGE) {
            storedMany(address, bytes);
            return;
        }
        if (favourite != null && favourite.storedInside(from, room, address, bytes)) {
            return;
        }
        if (room != Span.NO_BUFFER && (isElsewhere(from, room) || storedThrough(from, room, address, bytes))) {
            return;
        }
        long slot = address - low >>> shift;
        if (slot >= borders.length) {
            return;
        }
        int index = (int) slot;
        long border = borders[index];
        Span span = spans[2 * index + (address < border ? 0 : 1)];
        span.marks().touch();
        span.stored(address, bytes, false);
        if (border - address - 1 + Long.MIN_VALUE < bytes - 1 + Long.MIN_VALUE) { // unsigned
            storedMany(address, bytes);
        }
    }

    /** Whether a buffer lies before all regions, or behind. */
    @ForceInline
    private boolean isElsewhere(long from, long room) {
        return room != 0 && (from >= table.high() || from + room <= table.low());
    }

    /**
     * Marks a store through a buffer that lies wholly in one region, which is found by where the buffer begins: the JIT may take that out
     * of a loop. Tells whether it does.
     */
    @ForceInline
    private boolean storedThrough(long from, long room, long address, long bytes) {
        long slot = from - low >>> shift;
        if (slot >= borders.length) {
            return false;
        }
        int index = (int) slot;
        Span span = spans[2 * index + (from < borders[index] ? 0 : 1)];
        if (!span.storedInside(from, room, address, bytes)) {
            return false;
        }
        span.marks().touch();
        return true;
    }

    @DontInline
    private void storedMany(long address, long bytes) {
        table.stored(address, bytes);
    }
}
