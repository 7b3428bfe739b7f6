package dev.tidemark.snapshot;

import java.io.IOException;
import java.util.Random;

/** Decides which I/O call of a {@link FaultyFileSystem} fails, and how. Thread-safe. */
final class Faults {
    /** What happens at the chosen call. */
    enum Kind {
        /** It fails and does nothing. */
        FAIL,
        /** It does its work, and fails all the same. */
        FAIL_AFTER,
        /** A write takes a part and fails. Other calls fail. */
        NO_SPACE,
        /** A write, or a read, does a part only; nothing fails. */
        SHORT,
        /** It fails, and every later call does. */
        LASTING,
        /** This and every later call fails, as if the process were dead. */
        CRASH
    }

    /** Thrown where the process would be dead. Not an I/O failure that anyone could handle. */
    static final class Crash extends Error {
        private static final long serialVersionUID = 1;
    }

    private final Random random;
    private long calls;
    private long at = -1;
    private Kind kind;
    private boolean crashed;
    private int injected;

    Faults(Random random) {
        this.random = random;
    }

    /** The {@code call}-th call from now on is struck. */
    synchronized void arm(long call, Kind how) {
        calls = 0;
        at = call;
        kind = how;
        crashed = false;
    }

    synchronized void disarm() {
        at = -1;
        crashed = false;
    }

    /** Calls since {@link #arm}. */
    synchronized long calls() {
        return calls;
    }

    synchronized int injected() {
        return injected;
    }

    /** Before a call; returns how the call is struck, or null. */
    synchronized Kind before() throws IOException {
        if (crashed) {
            throw new Crash();
        }
        long call = calls++;
        if (at >= 0 && kind == Kind.LASTING && call > at) {
            throw failure();
        }
        if (call != at) {
            return null;
        }
        injected++;
        if (kind == Kind.CRASH) {
            crashed = true;
            throw new Crash();
        }
        if (kind == Kind.FAIL || kind == Kind.LASTING) {
            throw failure();
        }
        return kind;
    }

    /** After a call that was struck. */
    void after(Kind how) throws IOException {
        if (how == Kind.FAIL_AFTER || how == Kind.NO_SPACE) {
            throw failure();
        }
    }

    synchronized int part(int length) {
        return length <= 1 ? length : 1 + random.nextInt(length - 1);
    }

    private static IOException failure() {
        return new IOException("injected: no space left on device");
    }
}
