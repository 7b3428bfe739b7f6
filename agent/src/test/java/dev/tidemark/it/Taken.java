package dev.tidemark.it;

import dev.tidemark.boot.Marks;
import java.util.BitSet;

/** Takes marks, for tests. */
public final class Taken {
    private Taken() {}

    /** The marks of pages 0 to 63; those up to 255 are taken too. */
    public static long firstWord(Marks marks) {
        long[] words = new long[4];
        marks.take(0, words);
        return words[0];
    }

    /** The marks of one group, bit 0 being its first page. */
    public static BitSet group(Marks marks, int group) {
        long[] words = new long[4];
        BitSet taken = null;
        int count = marks.take(group, words);
        taken = BitSet.valueOf(words);
        if (taken.cardinality() != count) {
            throw new AssertionError(count + " pages, but " + taken);
        }
        return taken;
    }

    /** All marks, by way of the groups that may have some. */
    public static BitSet all(Marks marks) {
        BitSet all = new BitSet();
        for (int group = marks.nextGroup(0, marks.groups());
                group < marks.groups();
                group = marks.nextGroup(group + 1, marks.groups())) {
            int first = group * Marks.GROUP;
            group(marks, group).stream().forEach(page -> all.set(first + page));
        }
        return all;
    }
}
