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
 * A writer that finds its page marked skips the mark; a harvester takes the mark, makes all threads pass a safepoint, reads.
 * Either the data is read or the page is marked again. This is Dekker's pattern: without the safepoint the writer's store waits
 * in its store buffer while its load of the mark goes ahead, also on x86. Kills {@code NO_SAFEPOINT}.
 */
@JCStressTest
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "The write came first and was read")
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "The write came later and marked")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "Read, and marked once more")
@Outcome(expect = Expect.FORBIDDEN, desc = "The write is lost to a client")
@State
public class SkippedMark {
    private final Marks marks = Marks.inArray(64);
    private final long[] words = new long[64];
    private int data;

    /** The page is marked already. */
    public SkippedMark() {
        marks.markAll(0, 0);
    }

    @Actor
    public void writer() {
        data = 1;
        marks.markAll(0, 0);
    }

    @Actor
    public void harvester(II_Result r) {
        marks.take(0, 1, words);
        RealSafepoint.pass();
        r.r1 = data;
    }

    @Arbiter
    public void afterwards(II_Result r) {
        r.r2 = (int) (marks.take(0, 1, words) & words[0]);
    }
}
