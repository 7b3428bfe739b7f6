package dev.tidemark.agent;

import dev.tidemark.boot.Hooks;
import dev.tidemark.track.RegionTracker;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Threads that were inside a JDK method when the agent, attached to a running program, gave that method a hook. What they execute
 * is the method as it was, to its end: what it stores carries no mark. Most leave within microseconds; one that waits in a read of
 * a socket or pipe may stay for hours, and then the system writes into its buffer.
 *
 * <p>As long as there is one, every region is {@link dev.tidemark.Coverage#HOOKS_INCOMPLETE}, and so its content is compared.
 * Afterwards every region is dirty throughout once.
 *
 * <p><b>How a thread is known to have left.</b> It is seen elsewhere, or it has ended, or it calls the hook at the end of a read,
 * which only the method's new form does. <b>Error direction:</b> a thread that is back in the method each time it is looked at is
 * taken for one that never left.
 */
final class Stragglers implements Runnable {
    private static final int FIRST_LOOKS = 5;
    private static final long PAUSE_NANOS = 2_000_000;

    private final Supplier<Set<Thread>> storing;
    private final RegionTracker tracker;
    private final Log log;
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final String how;

    private Stragglers(Supplier<Set<Thread>> storing, RegionTracker tracker, Log log, Set<Thread> threads) {
        this.storing = storing;
        this.tracker = tracker;
        this.log = log;
        this.threads.addAll(threads);
        how = "thread '" + threads.iterator().next().getName()
                + "' was writing when the agent was attached, and has not finished";
    }

    /**
     * Looks for them, for some milliseconds. Call it when the hooks are in, and before there is a region.
     *
     * @param storing gives the threads inside methods with hooks
     * @return what the housekeeper is to watch; null if there is none
     */
    static Stragglers lookFor(Supplier<Set<Thread>> storing, RegionTracker tracker, Log log) {
        Set<Thread> inside = storing.get();
        for (int i = 0; i < FIRST_LOOKS && !inside.isEmpty(); i++) {
            LockSupport.parkNanos(PAUSE_NANOS);
            inside.retainAll(storing.get());
        }
        if (inside.isEmpty()) {
            return null;
        }
        Stragglers found = new Stragglers(storing, tracker, log, inside);
        tracker.hooksIncomplete(found.how);
        Hooks.readDone = found;
        log.debug(inside.size() + " threads are still inside methods as they were before the hooks came");
        return found;
    }

    /** A read through the new form of its method ended. Runs in the hook. */
    @Override
    public void run() {
        threads.remove(Thread.currentThread());
    }

    /** Looks again; once nobody is left, takes back that coverage is incomplete. */
    boolean haveLeft() {
        threads.retainAll(storing.get());
        if (!threads.isEmpty()) {
            return false;
        }
        Hooks.readDone = null;
        Hooks.unsure = true; // what they wrote since the last look: everything is dirty once
        tracker.hooksComplete(how);
        log.debug("no thread is inside a method as it was before the hooks came");
        return true;
    }
}
