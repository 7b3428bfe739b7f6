package dev.tidemark.stress.jcstress;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/**
 * A write against a harvest of one client: it gets the page in that harvest or the next, and the other client gets it too.
 */
@JCStressTest
@Outcome(id = "true, false, true", expect = Expect.ACCEPTABLE, desc = "The write came first")
@Outcome(id = "false, true, true", expect = Expect.ACCEPTABLE, desc = "The write came later")
@Outcome(expect = Expect.FORBIDDEN, desc = "The write is lost to a client")
@State
public class TwoClients {
    private final int at = Tracked.cleanPage();

    @Actor
    public void writer() {
        Tracked.MEMORY.putLong(at, 1);
    }

    @Actor
    public void harvester(ZZZ_Result r) {
        r.r1 = Tracked.take(Tracked.ONE, at);
    }

    @Arbiter
    public void afterwards(ZZZ_Result r) {
        r.r2 = Tracked.take(Tracked.ONE, at);
        r.r3 = Tracked.take(Tracked.OTHER, at);
    }
}
