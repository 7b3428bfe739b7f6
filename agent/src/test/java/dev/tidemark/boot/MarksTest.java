package dev.tidemark.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.it.Seed;
import dev.tidemark.it.Taken;
import java.lang.reflect.Field;
import java.util.BitSet;
import java.util.Random;
import java.util.function.LongFunction;
import jdk.internal.misc.Unsafe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** MASTER against a {@link BitSet}. */
class MarksTest {
    private static final Unsafe U = Unsafe.getUnsafe();

    enum Place {
        ARRAY(Marks::inArray),
        MEMORY(Marks::inMemory);

        private final LongFunction<Marks> marks;

        Place(LongFunction<Marks> marks) {
            this.marks = marks;
        }

        Marks of(long pages) {
            return marks.apply(pages);
        }
    }

    @Test
    void rowsBecomeColumns() {
        for (int row = 0; row < 8; row++) {
            for (int column = 0; column < 8; column++) {
                assertEquals(1L << 8 * column + row, Marks.transposed(1L << 8 * row + column));
            }
        }
        Random random = new Random(Seed.of("MarksTest"));
        for (int i = 0; i < 1000; i++) {
            long one = random.nextLong();
            long other = random.nextLong();
            assertEquals(Marks.transposed(one) ^ Marks.transposed(other), Marks.transposed(one ^ other));
        }
    }

    @ParameterizedTest
    @EnumSource
    void thereAreWholeGroups(Place place) {
        for (int pages : new int[] {1, 255, 256, 257, 4096}) {
            Marks marks = place.of(pages);
            assertEquals((pages + 255) / 256, marks.groups());
            assertEquals(marks.groups(), marks.nextGroup(0, marks.groups()));
            marks.markAll(0, pages - 1);
            assertEquals(pages, Taken.all(marks).cardinality());
        }
    }

    @Test
    void moreThanAnArrayHoldsIsRefused() {
        assertThrows(OutOfMemoryError.class, () -> Marks.inArray(1L << 31));
    }

    @ParameterizedTest
    @EnumSource
    void whatIsMarkedIsTakenOnceAndFromItsGroupAlone(Place place) {
        Random random = new Random(Seed.of("MarksTest"));
        int groups = 67;
        int pages = 256 * groups;
        Marks marks = place.of(pages);
        BitSet model = new BitSet();
        for (int i = 0; i < 100_000; i++) {
            int first = random.nextInt(pages);
            int last =
                    Math.min(pages - 1, first + (random.nextInt(8) == 0 ? random.nextInt(600) : random.nextInt(3)) - 1);
            marks.markAll(first, last); // nothing where last is before first
            if (first <= last) {
                model.set(first, last + 1);
                assertTrue(marks.isMarked(first) && marks.isMarked(last));
            }
            if (random.nextInt(3) == 0) {
                int from = random.nextInt(groups);
                int end = from + random.nextInt(groups - from + 1);
                int group = marks.nextGroup(from, end);
                int marked = model.nextSetBit(from * 256);
                assertTrue(marked < 0 || group <= Math.min(end, marked / 256), "a group was passed over");
                group = from;
                assertEquals(model.get(group * 256, group * 256 + 256), Taken.group(marks, group));
                assertEquals(new BitSet(), Taken.group(marks, group));
                assertFalse(marks.isMarked(group * 256));
                model.clear(group * 256, group * 256 + 256);
                if (random.nextInt(50) == 0) {
                    marks.safepointPassed();
                }
            }
        }
        assertEquals(model, Taken.all(marks));
    }

    @ParameterizedTest
    @EnumSource
    void whatIsCleanCostsNothingOneVisitAfterASafepoint(Place place) {
        int groups = 256 * 256 * 2 + 7; // more than eight blocks
        Marks marks = place.of(256L * groups);
        Random random = new Random(Seed.of("MarksTest"));
        for (int round = 0; round < 20; round++) {
            BitSet model = new BitSet();
            for (int i = 0; i < 50; i++) {
                int page = random.nextInt(256 * groups);
                marks.markAll(page, page);
                model.set(page);
            }
            assertEquals(model, Taken.all(marks));
            assertEquals(new BitSet(), Taken.all(marks));
            marks.safepointPassed();
            assertEquals(new BitSet(), Taken.all(marks));
            assertEquals(0, levels(marks, "groupStart", groups), "of groups, in round " + round);
            assertEquals(0, levels(marks, "blockStart", groups / 256 + 1), "of blocks, in round " + round);
        }
    }

    /** Few or many marks anywhere, swept up again and again; eras end at random. */
    @ParameterizedTest
    @EnumSource
    void everySweepFindsWhatWasMarkedSinceTheLast(Place place) {
        Random random = new Random(Seed.of("MarksTest.sweeps"));
        int found = 0;
        for (int groups : new int[] {1, 7, 8, 15, 16, 17, 67, 256, 257, 600}) {
            int pages = 256 * groups - random.nextInt(256);
            Marks marks = place.of(pages);
            for (int sweep = 0; sweep < 1500; sweep++) {
                BitSet model = new BitSet();
                for (int i = random.nextInt(random.nextInt(10) == 0 ? 300 : 3); i > 0; i--) {
                    int page = random.nextInt(pages);
                    int last = Math.min(pages - 1, page + random.nextInt(random.nextInt(10) == 0 ? 1000 : 2));
                    marks.markAll(page, last);
                    model.set(page, last + 1);
                }
                assertEquals(model, Taken.all(marks), () -> groups + " groups");
                found += model.cardinality();
                if (random.nextInt(3) == 0) {
                    marks.safepointPassed();
                }
                if (random.nextInt(100) == 0) {
                    marks.announceAll();
                }
            }
        }
        System.out.println("MarksTest: sweeps found " + found);
    }

    /** The three stores of compiled code, with looks before, between and behind: the look after the last one finds the page. */
    @ParameterizedTest
    @EnumSource
    void aWriterBetweenItsStoresIsFoundByTheLookAfterTheLast(Place place) {
        int groups = 300;
        for (int page :
                new int[] {0, 255, 256, 7 * 256, 8 * 256 - 1, 16 * 256, 77 * 256 + 77, 256 * 256, 299 * 256 + 255}) {
            for (int looks = 0; looks < 8; looks++) {
                for (int safepoint = 0; safepoint < 2; safepoint++) {
                    Marks marks = place.of(256L * groups);
                    marks.markAll(0, 256L * groups - 1);
                    Taken.all(marks);
                    String[] rows = {"blockStart", "groupStart", "start"};
                    int[] shifts = {16, 8, 0};
                    for (int store = 0; store < 3; store++) {
                        if ((looks >>> store & 1) != 0) {
                            assertEquals(new BitSet(), Taken.all(marks));
                        }
                        long at = (long) field(marks, rows[store]) + (page >>> shifts[store]);
                        U.putByte(field(marks, "array"), at, (byte) 1);
                    }
                    if (safepoint == 1) {
                        marks.safepointPassed();
                    }
                    BitSet wanted = new BitSet();
                    wanted.set(page);
                    assertEquals(wanted, Taken.all(marks), "page " + page + ", looks " + looks);
                }
            }
        }
    }

    /** How many levels are not 0. */
    private static int levels(Marks marks, String row, int count) {
        int set = 0;
        for (int i = 0; i < count; i++) {
            set += U.getByte(field(marks, "array"), (long) field(marks, row) + i) == 0 ? 0 : 1;
        }
        return set;
    }

    private static Object field(Marks marks, String name) {
        try {
            Field field = Marks.class.getDeclaredField(name);
            field.setAccessible(true);
            return field.get(marks);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRangeOfMarksTouchesNoNeighbour(Place place) {
        for (int first : new int[] {0, 1, 7, 8, 63, 64, 65, 127, 255, 256}) {
            for (int last = first; last < 300; last++) {
                Marks marks = place.of(300);
                marks.markAll(first, last);
                BitSet wanted = new BitSet();
                wanted.set(first, last + 1);
                assertEquals(wanted, Taken.all(marks));
            }
        }
    }
}
