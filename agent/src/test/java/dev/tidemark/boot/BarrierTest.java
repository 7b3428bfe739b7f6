package dev.tidemark.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.tidemark.it.Taken;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;
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

    @Test
    void theOnlyRegionThatIsWrittenIsAskedFirst() throws Throwable {
        Barrier.Site site = new Barrier.Site("Address", Barrier.BY_ADDRESS);
        Span[] spans = new Span[3];
        for (int i = 0; i < spans.length; i++) {
            spans[i] = new Span(null, 0, START + 64 * i, 64, 6, Marks.inMemory(1));
        }
        AddressTable table = AddressTable.of(spans);
        site.retarget(site.choose(spans, table, Barrier.NONE_SOUGHT), spans, Barrier.NONE_SOUGHT);
        MethodHandle before = site.site.getTarget();
        int changes = 0;
        for (int round = 0; round < 3 * Barrier.MAX_FAVOURITES; round++) {
            int written = round % 3;
            site.site.getTarget().invokeExact(0L, Span.NO_BUFFER, START + 64 * written + 8, 8L);
            site.settle(spans, table, Barrier.NONE_SOUGHT, System.nanoTime());
            changes += site.site.getTarget() == before ? 0 : 1;
            before = site.site.getTarget();
            for (int i = 0; i < spans.length; i++) {
                assertEquals(i == written ? 1 : 0, Taken.firstWord(spans[i].marks()), "round " + round);
            }
            site.site.getTarget().invokeExact(0L, Span.NO_BUFFER, START + 64 * written + 8, 8L);
            assertEquals(1, Taken.firstWord(spans[written].marks()), "round " + round);
            site.site.getTarget().invokeExact(0L, Span.NO_BUFFER, START + 60, 8L); // from the first into the second
            assertEquals(1, Taken.firstWord(spans[0].marks()));
            assertEquals(1, Taken.firstWord(spans[1].marks()));
            for (Span span : spans) {
                span.marks().takeTouched();
            }
        }
        assertEquals(Barrier.MAX_FAVOURITES, changes);
    }

    @Test
    void ofTwoRegionsThatAreBothWrittenTheFirstFavouriteStays() throws Throwable {
        Barrier.Site site = new Barrier.Site("Array", Barrier.BY_ARRAY);
        byte[][] arrays = arraysWithSlotsOfTheirOwn();
        Span[] spans = new Span[3];
        for (int i = 0; i < spans.length; i++) {
            spans[i] = new Span(new WeakReference<>(arrays[i]), 64, BufferAccess.ARRAY_BASE, 64, 6, Marks.inArray(1));
        }
        ArrayTable table = ArrayTable.of(spans, new Span[0], Barrier.NONE_SOUGHT);
        site.retarget(site.choose(spans, table, Barrier.NONE_SOUGHT), spans, Barrier.NONE_SOUGHT);
        MethodHandle none = site.site.getTarget();
        MethodHandle[] targets = new MethodHandle[6];
        for (int round = 0; round < targets.length; round++) {
            boolean both = round == 0 || round > 1; // and in round 1 the first alone
            site.site.getTarget().invokeExact((Object) arrays[0], BufferAccess.ARRAY_BASE + 8L, 8L);
            if (both) {
                site.site.getTarget().invokeExact((Object) arrays[1], BufferAccess.ARRAY_BASE + 8L, 8L);
            }
            site.settle(spans, table, Barrier.NONE_SOUGHT, System.nanoTime());
            targets[round] = site.site.getTarget();
            for (int i = 0; i < spans.length; i++) {
                assertEquals(i == 0 || i == 1 && both ? 1 : 0, Taken.firstWord(spans[i].marks()));
            }
        }
        assertSame(none, targets[0], "two were written");
        assertNotSame(none, targets[1], "the first alone was written");
        assertNotSame(targets[1], targets[2], "the second is tried");
        assertNotSame(targets[2], targets[3], "the first is back");
        assertSame(targets[3], targets[4], "and stays");
        assertSame(targets[3], targets[5]);
        Reference.reachabilityFence(arrays);
    }

    /** Whose hash codes differ in their last bits: a region that shares its slot is no favourite. */
    private static byte[][] arraysWithSlotsOfTheirOwn() {
        byte[][] arrays = new byte[3][];
        for (int i = 0; i < arrays.length; i++) {
            do {
                arrays[i] = new byte[64];
            } while ((System.identityHashCode(arrays[i]) & 3) != i);
        }
        return arrays;
    }
}
