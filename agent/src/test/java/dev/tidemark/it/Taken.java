package dev.tidemark.it;

import dev.tidemark.boot.Marks;
import java.util.Arrays;
import java.util.BitSet;

/** Takes marks, for tests. */
public final class Taken {
    private Taken() {}

    /** The marks of pages 0 to 63; those up to 255 are taken too. */
    public static long firstWord(Marks marks) {
        long[] words = new long[64];
        return (marks.take(0, 1, words) & 1) == 0 ? 0 : words[0];
    }

    /** The marks of one group, bit 0 being its first page. */
    public static BitSet group(Marks marks, int group) {
        long[] words = new long[64];
        Arrays.fill(words, 0xBAD); // what is there means nothing
        long present = marks.take(group, group + 1, words);
        int first = group % Marks.CHUNK * 4;
        if ((present & ~(0xFL << first)) != 0) {
            throw new AssertionError("words of other groups: " + Long.toHexString(present));
        }
        long[] own = new long[4];
        for (int w = 0; w < 4; w++) {
            if ((present >>> first + w & 1) != 0) {
                own[w] = words[first + w];
                if (own[w] == 0) {
                    throw new AssertionError("no marks in word " + w);
                }
            }
        }
        return BitSet.valueOf(own);
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
