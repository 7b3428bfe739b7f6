package dev.tidemark.stress.jcstress;

import dev.tidemark.boot.Marks;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/**
 * A writer of a clean page sets the levels and then the mark; a harvester exchanges the levels for 0 meanwhile. Only what shows
 * in the levels is found. A mark below levels that stay 0 is found by none, and every later writer skips it. In its second harvest
 * the harvester meets the levels that were set meanwhile and puts its era in their place; in the third it exchanges those. First
 * value: the writer was done when the first harvest began; second: that harvest found the page; third: a later one did. The
 * writer is not the one of C2's code, which nothing outside the package reaches; {@link WriteToCleanPage} has that.
 */
@JCStressTest
@Outcome(id = "true, true, false", expect = Expect.ACCEPTABLE, desc = "Complete, and found")
@Outcome(id = "true, true, true", expect = Expect.ACCEPTABLE, desc = "Complete and found, and marked once more")
@Outcome(id = "false, true, false", expect = Expect.ACCEPTABLE, desc = "A race, found now")
@Outcome(id = "false, false, true", expect = Expect.ACCEPTABLE, desc = "A race, found by a later harvest")
@Outcome(id = "false, true, true", expect = Expect.ACCEPTABLE, desc = "A race, found twice")
@Outcome(expect = Expect.FORBIDDEN, desc = "A mark below levels that are 0, or a complete write that was not found")
@State
public class SkippedLevels {
    private static final int PAGE = 77;

    private final Marks marks = Marks.inArray(3 * Marks.GROUP);
    private final long[] words = new long[64];
    private volatile boolean done;
    private boolean foundSecond;

    /** The levels were set and visited, the mark was taken, and a safepoint has passed. */
    public SkippedLevels() {
        marks.markAll(PAGE, PAGE);
        harvest();
    }

    @Actor
    public void writer() {
        marks.markAll(PAGE, PAGE);
        done = true;
    }

    @Actor
    public void harvester(ZZZ_Result r) {
        r.r1 = done;
        r.r2 = harvest();
        foundSecond = harvest();
    }

    @Arbiter
    public void later(ZZZ_Result r) {
        r.r3 = harvest() | foundSecond;
    }

    /** As {@code PageTable} does it: only groups that the levels show are taken. A safepoint is passed for certain here. */
    private boolean harvest() {
        boolean found = false;
        int group = marks.nextGroup(0, marks.groups());
        while (group < marks.groups()) {
            long present = marks.take(group, group + 1, words);
            found |= (present >>> PAGE / Long.SIZE & words[PAGE / Long.SIZE] >>> PAGE & 1) != 0;
            group = marks.nextGroup(group + 1, marks.groups());
        }
        marks.safepointPassed();
        return found;
    }
}
