package dev.tidemark.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.it.Seed;
import dev.tidemark.it.Taken;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Which pages a store marks: one span, and the tables that find the span. Judged by stores that are taken byte by byte. */
class SpanTest {
    private static final long START = 0x7f00_0000_1230L;

    @Test
    void everyStoreAroundASmallSpan() {
        for (int size : new int[] {1, 63, 64, 65, 128, 200}) {
            for (int at = -70; at <= size + 70; at++) {
                for (int bytes : new int[] {0, 1, 2, 7, 8, 63, 64, 65, 130, 400}) {
                    Span span = span(START, size, 6);
                    span.stored(START + at, bytes);
                    assertEquals(model(size, 6, at, bytes), taken(span), size + " bytes, store at " + at + "+" + bytes);
                }
            }
        }
    }

    @Test
    void everyStoreThroughABufferAroundASmallSpan() {
        Random random = new Random(Seed.of("SpanTest.buffers"));
        for (int size : new int[] {1, 63, 64, 65, 128, 200}) {
            for (int at = -70; at <= size + 70; at++) {
                for (int bytes : new int[] {1, 2, 4, 8}) {
                    int front = around(random);
                    int room = front + bytes + around(random);
                    Span span = span(START, size, 6);
                    span.storedThrough(START + at - front, room, START + at, bytes);
                    String store = size + " bytes, store at " + at + "+" + bytes + " of buffer at " + (at - front) + "+"
                            + room;
                    assertEquals(model(size, 6, at, bytes), taken(span), store);

                    boolean inside = at >= front && at - front + room <= size;
                    assertEquals(inside, span.storedInside(START + at - front, room, START + at, bytes), store);
                    assertEquals(inside ? model(size, 6, at, bytes) : new BitSet(), taken(span), store);
                }
            }
        }
    }

    /** How much of a buffer lies on one side of a store: often nothing, often more than a span has. */
    private static int around(Random random) {
        return random.nextInt(3) == 0 ? 0 : random.nextInt(random.nextBoolean() ? 20 : 300);
    }

    @Test
    void storesFarAwayAndOfImpossibleLengthsMarkNothing() {
        Span span = span(START, 1000, 6);
        AddressTable table = AddressTable.of(new Span[] {span, span(START + 5000, 10, 6)});
        for (long at : new long[] {
            0, 8, -1, START - 8, START + 1000, Long.MAX_VALUE - 8, Long.MIN_VALUE, -START, START + (1L << 63)
        }) {
            for (long bytes : new long[] {0, 1, 8}) {
                span.stored(at, bytes);
                table.stored(at, bytes);
            }
        }
        for (long bytes : new long[] {0, -1, -8, Integer.MIN_VALUE, Long.MIN_VALUE}) {
            span.stored(START + 500, bytes);
            table.stored(START + 500, bytes);
        }
        assertEquals(new BitSet(), taken(span));
    }

    @Test
    void aStoreMayBeLargerThanAnyRegion() {
        Span span = span(START, 1000, 6);
        span.stored(START - 10, 1L << 40);
        assertEquals(16, taken(span).cardinality());
        span.stored(START - (1L << 40), 1L << 41);
        assertEquals(16, taken(span).cardinality());
        span.stored(START - 1, Long.MAX_VALUE - START);
        assertEquals(16, taken(span).cardinality());
    }

    @Test
    void aSpanOfMoreThan2GiBIsExact() {
        Span span = span(START, 5L << 30, 21);
        span.stored(START + (3L << 30) - 1, 2);
        span.stored(START + (5L << 30) - 1, 100);
        BitSet wanted = new BitSet();
        wanted.set(1535, 1537);
        wanted.set(2559);
        assertEquals(wanted, taken(span));
    }

    @Test
    void theTableOfAddressesFindsEveryNeighbour() {
        Random random = new Random(Seed.of("SpanTest.addresses"));
        int slotted = 0;
        for (int round = 0; round < 300; round++) {
            List<Span> spans = new ArrayList<>();
            long at = START;
            for (int i = random.nextInt(12); i >= 0; i--) {
                at += random.nextInt(3) * random.nextInt(300);
                int size = 1 + random.nextInt(500);
                spans.add(span(at, size, 6 + random.nextInt(3)));
                at += size;
            }
            long end = at;
            Collections.shuffle(spans, random);
            AddressTable table = AddressTable.of(spans.toArray(new Span[0]));
            Span favourite = random.nextBoolean() ? spans.get(random.nextInt(spans.size())) : null;
            AddressSlots slots = AddressSlots.of(table, favourite);
            slotted += slots == null ? 0 : 1;
            for (int i = 0; i < 200; i++) {
                long store = START - 100 + random.nextInt((int) (end - START) + 200);
                int bytes = random.nextInt(4) == 0 ? random.nextInt(2000) : random.nextInt(10);
                if (slots == null || random.nextBoolean()) {
                    table.stored(store, bytes);
                } else {
                    boolean through = bytes > 0 && bytes <= 8 && random.nextBoolean();
                    int front = around(random);
                    slots.stored(
                            through ? store - front : 0,
                            through ? front + bytes + around(random) : Span.NO_BUFFER,
                            store,
                            bytes);
                }
                for (Span span : spans) {
                    BitSet wanted = model(span.size(), span.pageShift(), store - span.start(), bytes);
                    assertEquals(wanted, taken(span));
                }
            }
        }
        assertTrue(slotted > 100, "slots: " + slotted + " of 300");
    }

    @Test
    void slotsReachOverEmptyAddressesAndGiveUpWhereRegionsCrowd() {
        Span low = span(0x5500_0000_1000L, 4096, 12);
        Span high = span(START, 1L << 30, 12);
        Span next = span(START + (1L << 30), 100, 6);
        AddressSlots slots = AddressSlots.of(AddressTable.of(new Span[] {low, high, next}));
        for (Span span : new Span[] {low, high, next}) {
            slots.stored(0, Span.NO_BUFFER, span.start() - 64, 64);
            assertEquals(span == next, taken(high).get((1 << 18) - 1));
            assertTrue(taken(low).isEmpty() && taken(next).isEmpty());
            slots.stored(0, Span.NO_BUFFER, span.start() - 7, 8);
            assertTrue(taken(span).get(0), "a store across the start");
            slots.stored(0, Span.NO_BUFFER, span.start() + span.size() - 1, 1);
            assertEquals(
                    (int) ((span.size() - 1) >>> span.pageShift()), taken(span).length() - 1);
            slots.stored(0, Span.NO_BUFFER, span.start(), 64);
            assertTrue(taken(span).get(0));
            taken(high);
            taken(next);
        }
        slots.stored(0, Span.NO_BUFFER, 0, 8);
        slots.stored(0, Span.NO_BUFFER, START - (1L << 40), 8);
        slots.stored(0, Span.NO_BUFFER, START + (1L << 40), 8);
        slots.stored(0, Span.NO_BUFFER, Long.MAX_VALUE, 8);
        slots.stored(0, Span.NO_BUFFER, START, 0);
        assertTrue(taken(low).isEmpty() && taken(high).isEmpty() && taken(next).isEmpty());

        Span[] crowd = new Span[100];
        crowd[0] = low;
        for (int i = 1; i < crowd.length; i++) {
            crowd[i] = span(START + 64L * i, 64, 6);
        }
        assertNull(AddressSlots.of(AddressTable.of(crowd)));
    }

    @Test
    void anEmptyTableFindsNothing() {
        AddressTable.of(new Span[0]).stored(0, 8);
        AddressTable.of(new Span[0]).stored(START, 8);
        ArrayTable.of(new Span[0], new Span[0], Barrier.NONE_SOUGHT).stored(new byte[10], BufferAccess.ARRAY_BASE, 8);
    }

    @Test
    void theTableOfArraysFindsItsArraysAndNoOther() {
        Random random = new Random(Seed.of("SpanTest.arrays"));
        for (int count : new int[] {1, 2, 3, 7, 16, 100}) {
            List<byte[]> arrays = new ArrayList<>();
            List<Span> spans = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                // equal lengths, so that only identity tells them apart
                byte[] array = stranger(1000 + random.nextInt(2), spans);
                arrays.add(array);
                spans.add(span(array, 0, 400));
                spans.add(span(i % 2 == 0 ? array : stranger(1000, spans), 450, 550)); // one region or two
            }
            ArrayTable table = ArrayTable.of(spans.toArray(new Span[0]), new Span[0], Barrier.NONE_SOUGHT);
            Span favourite = random.nextBoolean() ? spans.get(random.nextInt(spans.size())) : null;
            ArraySlots slots = ArraySlots.of(table, favourite);
            for (int i = 0; i < 2000; i++) {
                int n = random.nextInt(count);
                int at = random.nextInt(1000);
                int bytes = random.nextInt(1000 - at + 1);
                if (random.nextBoolean()) {
                    table.stored(arrays.get(n), BufferAccess.ARRAY_BASE + at, bytes);
                } else if (random.nextBoolean()) {
                    slots.stored(arrays.get(n), BufferAccess.ARRAY_BASE + at, bytes);
                } else {
                    synchronized (arrays.get(n)) { // its header does not tell
                        slots.stored(arrays.get(n), BufferAccess.ARRAY_BASE + at, bytes);
                    }
                }
                for (Object other : new Object[] {stranger(1000, spans), new byte[10], new long[200], "no array"}) {
                    table.stored(other, BufferAccess.ARRAY_BASE, 8);
                    slots.stored(other, BufferAccess.ARRAY_BASE, 8);
                }
                for (int k = 0; k < spans.size(); k++) {
                    Span span = spans.get(k);
                    long relative = BufferAccess.ARRAY_BASE + at - span.start();
                    BitSet wanted = k / 2 == n && (k % 2 == 0 || n % 2 == 0)
                            ? model(span.size(), span.pageShift(), relative, bytes)
                            : new BitSet();
                    assertEquals(wanted, taken(span));
                }
            }
        }
    }

    /** An array that can be told from those of the spans: two in 16 million have headers that look alike. */
    private static byte[] stranger(int length, List<Span> spans) {
        while (true) {
            byte[] array = new byte[length];
            int header = Headers.expected(array);
            if (spans.stream().noneMatch(span -> span.header() == header)) {
                return array;
            }
        }
    }

    @Test
    void aSpanKnowsItsArrayByIdentity() {
        byte[] array = new byte[100];
        Span span = span(array, 0, 100);
        assertTrue(span.isOf(array));
        assertFalse(span.isOf(new byte[100]));
        assertFalse(span.isOf(array.clone()));
        assertFalse(span.isOf("array"));
        assertFalse(span.isOf(null));
    }

    @Test
    void aPlaceBehindAWholeArrayMarksNothing() {
        byte[] array = new byte[128];
        byte[] longer = new byte[1000];
        Span span = span(array, 0, array.length);
        Span twin = new Span(
                new WeakReference<>(array),
                Headers.expected(longer), // as if their hash codes were the same
                array.length,
                BufferAccess.ARRAY_BASE,
                array.length,
                6,
                Marks.inArray(2));
        byte[] other = new byte[200];
        while (((System.identityHashCode(other) ^ System.identityHashCode(longer)) & 7) == 0) {
            other = new byte[200]; // in a slot of its own
        }
        Span[] both = {twin, span(other, 0, 200)};
        ArraySlots slots = ArraySlots.of(ArrayTable.of(both, new Span[0], Barrier.NONE_SOUGHT));
        for (int at = 0; at < longer.length - 8; at += 8) {
            span.stored(BufferAccess.ARRAY_BASE + at, 8);
            slots.stored(longer, BufferAccess.ARRAY_BASE + at, 8);
        }
        for (int page = 2; page < longer.length / 64; page++) { // there is room for so many
            assertFalse(span.marks().isMarked(page));
            assertFalse(twin.marks().isMarked(page));
        }
        assertTrue(span.marks().isMarked(1) && twin.marks().isMarked(1));
        Reference.reachabilityFence(array);
        Reference.reachabilityFence(other);
    }

    private static Span span(long start, long size, int pageShift) {
        return new Span(null, 0, start, size, pageShift, Marks.inMemory(((size - 1) >>> pageShift) + 1));
    }

    private static Span span(byte[] array, int offset, int size) {
        return new Span(
                new WeakReference<>(array),
                array.length,
                BufferAccess.ARRAY_BASE + offset,
                size,
                6,
                Marks.inArray((size + 63) / 64));
    }

    /** Every byte of the store that lies in the span dirties its page. */
    private static BitSet model(long size, int pageShift, long relative, long bytes) {
        BitSet pages = new BitSet();
        for (long at = relative; at < relative + bytes; at++) {
            if (at >= 0 && at < size) {
                pages.set((int) (at / (1 << pageShift)));
            }
        }
        return pages;
    }

    private static BitSet taken(Span span) {
        return Taken.all(span.marks());
    }
}
