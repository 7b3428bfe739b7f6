package dev.tidemark.boot;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArraySlotsTest {
    /** A slot that several share costs each of them a search per store, for as long as they live. */
    @Test
    void nearlyAlwaysEveryRegionHasASlotOfItsOwn() {
        assumeTrue(Headers.known());
        int crowded = 0;
        for (int round = 0; round < 100; round++) {
            byte[][] arrays = new byte[64][128];
            Span[] spans = Arrays.stream(arrays).map(ArraySlotsTest::span).toArray(Span[]::new);
            ArraySlots slots = ArraySlots.of(ArrayTable.of(spans, new Span[0], Barrier.NONE_SOUGHT));
            crowded += Arrays.asList(slots.slots()).containsAll(List.of(spans)) ? 0 : 1;
            for (byte[] array : arrays) {
                slots.stored(array, BufferAccess.ARRAY_BASE + 64, 8);
            }
            for (Span span : spans) {
                assertTrue(span.marks().isMarked(1) && !span.marks().isMarked(0));
            }
            Reference.reachabilityFence(arrays);
        }
        assertTrue(crowded <= 8, "one round in 200 was expected, not " + crowded);
    }

    @Test
    void aFavouriteNeedsAHeaderOfItsOwnAndNoSlot() {
        assumeTrue(Headers.known());
        byte[][] arrays = new byte[64][128];
        Span[] spans = Arrays.stream(arrays).map(ArraySlotsTest::span).toArray(Span[]::new);
        ArrayTable table = ArrayTable.of(spans, new Span[0], Barrier.NONE_SOUGHT);
        for (Span span : spans) {
            boolean told = Arrays.stream(spans)
                            .filter(other -> other.header() == span.header())
                            .count()
                    == 1;
            assertSame(told ? span : null, ArraySlots.of(table, span).favourite());
        }
        Reference.reachabilityFence(arrays);
    }

    /** Two regions of one array cannot be told by its header, so none of them may be the favourite. */
    @Test
    void regionsOfOneArrayShareASlotAndAreBothFound() {
        assumeTrue(Headers.known());
        byte[] array = new byte[256];
        Span lower = span(array, 0);
        Span upper = span(array, 128);
        ArraySlots slots =
                ArraySlots.of(ArrayTable.of(new Span[] {lower, upper}, new Span[0], Barrier.NONE_SOUGHT), lower);
        assertNull(slots.favourite());
        slots.stored(array, BufferAccess.ARRAY_BASE + 128, 8);
        slots.stored(array, BufferAccess.ARRAY_BASE, 8);
        assertTrue(lower.marks().isMarked(0) && upper.marks().isMarked(0));
        Reference.reachabilityFence(array);
    }

    private static Span span(byte[] array) {
        return span(array, 0);
    }

    private static Span span(byte[] array, int offset) {
        return new Span(
                new WeakReference<>(array), array.length, BufferAccess.ARRAY_BASE + offset, 128, 6, Marks.inArray(2));
    }
}
