package dev.tidemark.stress.jcstress;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIZ_Result;

/**
 * As {@link WriteToDirtyPage}, but the write finds the page clean.
 */
@JCStressTest
@Outcome(id = "1, 1, false", expect = Expect.ACCEPTABLE, desc = "The write came first")
@Outcome(id = "0, 0, true", expect = Expect.ACCEPTABLE, desc = "The write came later")
@Outcome(id = "1, 0, true", expect = Expect.ACCEPTABLE, desc = "Read before its mark was there")
@Outcome(id = "1, 1, true", expect = Expect.ACCEPTABLE, desc = "Taken twice")
@Outcome(id = "0, 1, true", expect = Expect.ACCEPTABLE, desc = "An older mark was taken, the write came later")
@Outcome(expect = Expect.FORBIDDEN, desc = "The write is lost to a client")
@State
public class WriteToCleanPage {
    private final int at = Tracked.cleanPage();

    @Actor
    public void writer() {
        Tracked.MEMORY.putLong(at, 1);
    }

    @Actor
    public void harvester(IIZ_Result r) {
        r.r2 = Tracked.take(Tracked.ONE, at) ? 1 : 0;
        r.r1 = (int) Tracked.MEMORY.getLong(at);
    }

    @Arbiter
    public void afterwards(IIZ_Result r) {
        r.r3 = Tracked.isDirty(Tracked.ONE, at);
    }
}
