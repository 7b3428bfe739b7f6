package dev.tidemark.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tidemark.it.Taken;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every change of regions takes effect: none, one, many and back, and after the sites stopped changing their targets. */
class BarrierTest {
    private static final long START = 0x7e00_0000_0000L;

    @AfterEach
    void nothingTracked() {
        Barrier.install(new Span[0], new Span[0]);
    }

    @Test
    void everyRegionAndOnlyThoseInstalledAreMarkedHoweverOftenTheyChange() throws Throwable {
        List<byte[]> arrays = new ArrayList<>();
        List<Span> byArray = new ArrayList<>();
        List<Span> byAddress = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            byte[] array = new byte[64];
            arrays.add(array);
            byArray.add(new Span(new WeakReference<>(array), 64, BufferAccess.ARRAY_BASE, 64, 6, Marks.inArray(1)));
            byAddress.add(new Span(null, 0, START + 64 * i, 64, 6, Marks.inMemory(1)));
        }
        for (int change = 0; change < 4 * Barrier.MAX_RETARGETS; change++) {
            int addresses = change * 7 % 4;
            int heaps = change * 5 % 4;
            Barrier.install(
                    byAddress.subList(0, addresses).toArray(new Span[0]),
                    byArray.subList(0, heaps).toArray(new Span[0]));
            if (change % 13 == 0) {
                Barrier.settle(System.nanoTime() + Barrier.CALM_NANOS + 1); // folds
            }
            for (int i = 0; i < 3; i++) {
                Hooks.stored(null, START + 64 * i + 8, 8);
                Hooks.stored(arrays.get(i), BufferAccess.ARRAY_BASE + 8, 8);
                Hooks.storedElements(new byte[64], 0, 64);
                assertEquals(
                        i < addresses ? 1 : 0, Taken.firstWord(byAddress.get(i).marks()), "change " + change);
                assertEquals(i < heaps ? 1 : 0, Taken.firstWord(byArray.get(i).marks()), "change " + change);
            }
        }
    }

    @Test
    void anotherSingleRegionTakesThePlaceOfTheFirst() throws Throwable {
        Span first = new Span(null, 0, START, 64, 6, Marks.inMemory(1));
        Span second = new Span(null, 0, START, 64, 6, Marks.inMemory(1));
        Barrier.install(new Span[] {first}, new Span[0]);
        Barrier.install(new Span[] {second}, new Span[0]);
        Hooks.stored(null, START, 1);
        assertEquals(0, Taken.firstWord(first.marks()));
        assertEquals(1, Taken.firstWord(second.marks()));
    }
}
