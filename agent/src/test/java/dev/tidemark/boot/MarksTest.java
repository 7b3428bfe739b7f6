package dev.tidemark.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.it.Seed;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** MASTER against a {@link BitSet}. */
class MarksTest {
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

    @Test
    void thereIsAByteForEveryPageInWholeGroupsOf64() {
        for (int pages : new int[] {1, 63, 64, 65, 127, 128, 129, 4096}) {
            int bytes = Marks.allocate(pages).length * 8;
            assertTrue(bytes >= pages && bytes < pages + 64 && bytes % 64 == 0, pages + " pages, " + bytes + " bytes");
        }
    }

    @Test
    void whatIsMarkedIsTakenOnceAndFromItsGroupAlone() {
        Random random = new Random(Seed.of("MarksTest"));
        int pages = 64 * 5;
        long[] marks = Marks.allocate(pages);
        BitSet model = new BitSet();
        for (int i = 0; i < 100_000; i++) {
            int first = random.nextInt(pages);
            int last =
                    Math.min(pages - 1, first + (random.nextInt(8) == 0 ? random.nextInt(150) : random.nextInt(3)) - 1);
            Marks.markAll(marks, first, last); // nothing where last is before first
            if (first <= last) {
                model.set(first, last + 1);
            }
            if (random.nextInt(3) == 0) {
                int word = random.nextInt(pages / 64);
                long[] wanted = model.get(word * 64, word * 64 + 64).toLongArray();
                assertEquals(wanted.length == 0 ? 0 : wanted[0], Marks.take(marks, word));
                assertEquals(0, Marks.take(marks, word));
                model.clear(word * 64, word * 64 + 64);
            }
        }
    }

    @Test
    void aRangeOfMarksTouchesNoNeighbour() {
        for (int first : new int[] {0, 1, 7, 8, 63, 64, 65, 127}) {
            for (int last = first; last < 128; last++) {
                long[] marks = Marks.allocate(128);
                Marks.markAll(marks, first, last);
                BitSet found = BitSet.valueOf(new long[] {Marks.take(marks, 0), Marks.take(marks, 1)});
                BitSet wanted = new BitSet();
                wanted.set(first, last + 1);
                assertEquals(wanted, found);
            }
        }
    }
}
