package dev.tidemark.stress.jcstress;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/**
 * As {@link SkippedLevels}, but the harvester exchanges the level of one group, just before it reads the marks of that: another
 * group of the eight was written, so they cannot be exchanged at once. Kills {@code LEVEL_CLEARED_BLINDLY}.
 */
@JCStressTest
@Outcome(id = "true, true, false", expect = Expect.ACCEPTABLE, desc = "Complete, and found")
@Outcome(id = "false, true, false", expect = Expect.ACCEPTABLE, desc = "A race, found now")
@Outcome(id = "false, false, true", expect = Expect.ACCEPTABLE, desc = "A race, found by the next harvest")
@Outcome(expect = Expect.FORBIDDEN, desc = "A mark below a level that is 0, or a complete write that was not found")
@State
public class SkippedGroup {
    private final VisitedLevels levels = new VisitedLevels();
    private final Meeting meeting = new Meeting();
    private volatile boolean done;

    public SkippedGroup() {
        levels.markElsewhere();
        levels.safepointPassed();
    }

    @Actor
    public void writer() {
        meeting.shorter();
        levels.mark();
        done = true;
    }

    @Actor
    public void harvester(ZZZ_Result r) {
        meeting.longer();
        r.r1 = done;
        r.r2 = levels.harvest();
    }

    @Arbiter
    public void later(ZZZ_Result r) {
        r.r3 = levels.harvest();
    }
}
