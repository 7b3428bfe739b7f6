package dev.tidemark.stress.jcstress;

import dev.tidemark.boot.Marks;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Marks beside such as are being taken, one in each of the eight words of a take: each is in this take or in the next. The
 * first value counts those in the first take, the second those in neither. Kills {@code UNSEEN_MARKS_CLEARED}.
 */
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "All in the next take")
@Outcome(id = "8, 0", expect = Expect.ACCEPTABLE, desc = "All in this take")
@Outcome(id = "[1-7], 0", expect = Expect.ACCEPTABLE, desc = "Some in this take, the others in the next")
@Outcome(expect = Expect.FORBIDDEN, desc = "A mark was erased")
@State
public class MarkBesideTake {
    private static final long WRITTEN = 0x8080_8080_8080_8080L;
    private final Marks marks = Marks.inArray(64);
    private final long[] words = new long[64];

    /** Every page but those that the writer marks is marked already, so that each word is taken. */
    public MarkBesideTake() {
        for (int page = 0; page < 64; page += 8) {
            marks.markAll(page, page + 6);
        }
    }

    /** From the last word to the first: the writer meets the harvester, who comes the other way. */
    @Actor
    public void writer() {
        for (int page = 63; page > 0; page -= 8) {
            marks.markAll(page, page);
        }
    }

    @Actor
    public void harvester(II_Result r) {
        long taken = take() & WRITTEN;
        r.r1 = Long.bitCount(taken);
        r.r2 = 8 - r.r1;
    }

    @Arbiter
    public void later(II_Result r) {
        r.r2 -= Long.bitCount(take() & WRITTEN);
    }

    private long take() {
        return (marks.take(0, 1, words) & 1) == 0 ? 0 : words[0];
    }
}
