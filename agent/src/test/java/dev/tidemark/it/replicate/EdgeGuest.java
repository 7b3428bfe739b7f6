package dev.tidemark.it.replicate;

import dev.tidemark.Guest;
import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Stamps a counter into its pages in order, again and again: at any moment the stamps fall by one at exactly one page, or nowhere between two
 * passes. A copy with two such edges is of no moment. Nobody tells the region of the writes.
 */
public final class EdgeGuest implements Guest, Runnable {
    static final int PAGE = 4096;

    final ByteBuffer ram;
    final Region region;
    private final ReentrantLock standing = new ReentrantLock(true);
    private volatile boolean ended;

    // guarded by standing
    private int pass = 1;
    private int next;

    EdgeGuest(ByteBuffer ram, String name) {
        this.ram = ram;
        this.region = Tidemark.track(name, ram, PAGE);
    }

    @Override
    public void run() {
        while (true) {
            standing.lock();
            try {
                if (ended) {
                    return;
                }
                ram.putInt(next + (pass & 7) * 4, pass); // another place each pass: the older stamps stay
                ram.putInt(next + PAGE - 4, pass);
                next += PAGE;
                if (next == ram.capacity()) {
                    next = 0;
                    pass++;
                }
            } finally {
                standing.unlock();
            }
        }
    }

    /** Where it was: the pass, and the page that it would stamp next. */
    @Override
    public byte[] state() {
        return ByteBuffer.allocate(8).putInt(pass).putInt(next).array();
    }

    /** How many edges, and fails unless the edge is exactly where the guest was when it stood still. */
    static int edges(ByteBuffer content, byte[] state) {
        int pass = ByteBuffer.wrap(state).getInt(0);
        int next = ByteBuffer.wrap(state).getInt(4);
        for (int at = 0; at < content.capacity(); at += PAGE) {
            int stamp = content.getInt(at + PAGE - 4);
            int expected = at < next ? pass : pass - 1;
            if (stamp != expected) {
                throw new AssertionError("page at " + at + " has stamp " + stamp + " instead of " + expected
                        + ": the guest was at " + next + " in pass " + pass);
            }
        }
        int edges = edges(content);
        if (edges != (next == 0 ? 0 : 1)) {
            throw new AssertionError(edges + " edges; the guest was at " + next + " in pass " + pass);
        }
        return edges;
    }

    /** How many edges, and fails if it is none of a moment. */
    static int edges(ByteBuffer content) {
        int edges = 0;
        int first = content.getInt(PAGE - 4);
        int before = first;
        for (int at = 0; at < content.capacity(); at += PAGE) {
            int stamp = content.getInt(at + PAGE - 4);
            if (stamp > 0 && content.getInt(at + (stamp & 7) * 4) != stamp) {
                throw new AssertionError("page at " + at + " is torn: " + stamp);
            }
            if (stamp != before) {
                edges++;
            }
            if (stamp > before || stamp < first - 1) {
                throw new AssertionError("page at " + at + " has stamp " + stamp + " after " + before);
            }
            before = stamp;
        }
        if (edges > 1) {
            throw new AssertionError(edges + " edges");
        }
        return edges;
    }

    void end() {
        ended = true;
    }

    @Override
    public void quiesce() {
        standing.lock();
    }

    @Override
    public void resume() {
        standing.unlock();
    }

    @Override
    public void stop() {
        ended = true;
        standing.unlock();
    }
}
