package dev.tidemark.bench;

import java.nio.ByteBuffer;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The buffer that the barrier benchmark writes, and what the condition tracks. */
@State(Scope.Thread)
public class Target {
    /** Bytes that sequential benchmarks write per invocation: one window, then the next, round and round. */
    static final int WINDOW = 64 << 10;

    private static final String NAME = "target";

    /** What is tracked; must agree with how the JVM was started, which {@link Main} sees to. */
    @Param({"NO_AGENT", "NOTHING_TRACKED", "ANOTHER_TRACKED", "THIS_TRACKED"})
    public Condition condition;

    /** Heap or direct. */
    @Param
    public BufferKind kind;

    /** Bytes, a power of two: one size that fits a core's caches, where the barrier shows, and one that does not. */
    @Param({"65536", "16777216"})
    public int size;

    ByteBuffer buffer;
    byte[] bulk;

    /** State of the random indices. */
    int seed = 42;

    private ByteBuffer[] others;
    private int cursor;

    /** Allocates and tracks. */
    @Setup(Level.Trial)
    public void open() throws InterruptedException {
        condition.check();
        buffer = kind.allocate(size);
        bulk = new byte[WINDOW];
        others = new ByteBuffer[condition.others()];
        for (int i = 0; i < others.length; i++) {
            others[i] = kind.allocate(condition.sizeOfOthers(size));
            Tracking.track("other-" + i, others[i]);
        }
        if (condition.tracksTarget()) {
            Tracking.track(NAME, buffer);
        }
        if (others.length > 0) {
            Tracking.settle(others.length + 1);
        }
    }

    /** Checks that marks were made where they should be. */
    @TearDown(Level.Trial)
    public void check() {
        for (int i = 0; i < others.length; i++) {
            Tracking.check("other-" + i, false);
        }
        if (condition.tracksTarget()) {
            Tracking.check(NAME, true);
        }
    }

    /** Where the next invocation writes. */
    int nextWindow() {
        int from = cursor;
        cursor = from + WINDOW & size - 1;
        return from;
    }
}
