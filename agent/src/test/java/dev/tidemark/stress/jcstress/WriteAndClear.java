package dev.tidemark.stress.jcstress;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIZ_Result;

/**
 * A write against {@code clear} and a read after it: what was cleared is read, or the page is dirty afterwards. The second
 * value is always 1.
 */
@JCStressTest
@Outcome(id = "1, 1, false", expect = Expect.ACCEPTABLE, desc = "The write came first")
@Outcome(id = "0, 1, true", expect = Expect.ACCEPTABLE, desc = "The write came later")
@Outcome(id = "1, 1, true", expect = Expect.ACCEPTABLE, desc = "Read, and marked once more")
@Outcome(expect = Expect.FORBIDDEN, desc = "The write is lost to a client")
@State
public class WriteAndClear {
    private final int at = Tracked.dirtyPage();

    @Actor
    public void writer() {
        Tracked.MEMORY.putLong(at, 1);
    }

    @Actor
    public void harvester(IIZ_Result r) {
        Tracked.REGION.clear(Tracked.ONE, at, Tracked.PAGE);
        r.r2 = 1;
        r.r1 = (int) Tracked.MEMORY.getLong(at);
    }

    @Arbiter
    public void afterwards(IIZ_Result r) {
        r.r3 = Tracked.isDirty(Tracked.ONE, at);
    }
}
