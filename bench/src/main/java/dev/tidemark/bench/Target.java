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

    /** How much longer {@link #bulk} is than a window: room for {@link #nextSource}. */
    private static final int SOURCES = 4096;

    private static final int PAGE = 4096;

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
    private int source;

    /** Allocates and tracks. */
    @Setup(Level.Trial)
    public void open() throws InterruptedException {
        condition.check();
        buffer = kind.allocateAligned(size, PAGE);
        bulk = new byte[WINDOW + SOURCES];
        others = new ByteBuffer[condition.others()];
        for (int i = 0; i < others.length; i++) {
            others[i] = kind.allocateAligned(condition.sizeOfOthers(size), PAGE);
            Tracking.track("other-" + i, others[i]);
        }
        if (condition.tracksTarget()) {
            Tracking.track(NAME, buffer);
        }
        if (others.length > 0) {
            Tracking.settle(others.length + 1, () -> buffer.putLong(0, 1));
        }
        Rehearsal.play(buffer);
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

    /**
     * Where in {@link #bulk} the next copy begins. How long a copy takes depends on how its two places lie to each other, modulo
     * 4096, and where the JVM puts an array differs from fork to fork. So all 512 ways take their turn, in every fork.
     */
    int nextSource() {
        source = source + 33 * Long.BYTES & SOURCES - 1;
        return source;
    }
}
