package dev.tidemark.stress.jcstress;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/**
 * A writer of a clean page sets the levels and then the mark; a harvester, after its safepoint, exchanges the levels for 0
 * meanwhile: those of eight groups at once, and that of their block. Only what shows in the levels is found. A mark below levels
 * that stay 0 is found by none, and every later writer skips it. First value: the writer was done when a harvest began; second:
 * that harvest found the page; third: the next one did, in which nothing races. The writer is not the one of C2's code, which
 * nothing outside the package reaches; {@link WriteToCleanPage} has that. Kills {@code EIGHT_LEVELS_CLEARED_BLINDLY}, and, with the
 * block, {@code LEVEL_CLEARED_BLINDLY}.
 */
@JCStressTest
@Outcome(id = "true, true, false", expect = Expect.ACCEPTABLE, desc = "Complete, and found")
@Outcome(id = "false, true, false", expect = Expect.ACCEPTABLE, desc = "A race, found now")
@Outcome(id = "false, false, true", expect = Expect.ACCEPTABLE, desc = "A race, found by the next harvest")
@Outcome(expect = Expect.FORBIDDEN, desc = "A mark below levels that are 0, or a complete write that was not found")
@State
public class SkippedLevels {
    private final VisitedLevels levels = new VisitedLevels();
    private final Meeting meeting = new Meeting();
    private volatile boolean done;

    @Actor
    public void writer() {
        meeting.shorter();
        levels.mark();
        done = true;
    }

    @Actor
    public void harvester(ZZZ_Result r) {
        meeting.longer();
        levels.safepointPassed();
        r.r1 = done;
        r.r2 = levels.harvest();
    }

    @Arbiter
    public void later(ZZZ_Result r) {
        r.r3 = levels.harvest();
    }
}
