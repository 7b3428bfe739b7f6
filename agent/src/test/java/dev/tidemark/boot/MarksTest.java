package dev.tidemark.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.it.Seed;
import dev.tidemark.it.Taken;
import java.util.BitSet;
import java.util.Random;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** MASTER against a {@link BitSet}. */
class MarksTest {
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
    void gatherTakesTheLowestBitOfEveryByte() {
        for (int pattern = 0; pattern < 256; pattern++) {
            long bytes = 0;
            for (int i = 0; i < 8; i++) {
                bytes |= (pattern >>> i & 1L) << (8 * i);
            }
            assertEquals(pattern, Marks.gather(bytes));
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
    void whatIsCleanCostsNothingAfterASafepointAndTwoVisits(Place place) {
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
            Taken.all(marks);
            assertEquals(groups, marks.nextGroup(0, groups), "a level is left in round " + round);
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
