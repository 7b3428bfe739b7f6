package dev.tidemark.stress.jcstress;

import dev.tidemark.DirtyPages;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * A harvest that is given back, against another harvest of the same client: exactly one of the second and the third has the
 * page. Kills {@code NOT_GIVEN_BACK}.
 */
@JCStressTest
@Outcome(id = "true, false", expect = Expect.ACCEPTABLE, desc = "Given back first")
@Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "Given back later")
@Outcome(expect = Expect.FORBIDDEN, desc = "The write is lost to a client")
@State
public class GiveBackAndHarvest {
    private final int at = Tracked.dirtyPage();
    private final DirtyPages taken = Tracked.harvest(Tracked.ONE, at);

    @Actor
    public void writer() {
        taken.giveBack();
    }

    @Actor
    public void harvester(ZZ_Result r) {
        r.r1 = Tracked.take(Tracked.ONE, at);
    }

    @Arbiter
    public void afterwards(ZZ_Result r) {
        r.r2 = Tracked.take(Tracked.ONE, at);
    }
}
