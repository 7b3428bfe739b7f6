package dev.tidemark.agent;

import dev.tidemark.boot.CommandLine;
import dev.tidemark.track.RegionTracker;
import java.util.concurrent.locks.LockSupport;

/**
 * The agent's one thread: once a second, or sooner when the tracker says that something happened, it ends regions whose memory is
 * gone, tells the beans of regions that came and went inside allocations, settles what the audit suspects, expires harvests that nobody
 * finished, checks thresholds, and watches stragglers and the Flight Recorder.
 *
 * <p>It outlives every error, the application's lack of memory included; each duty is tried on its own.
 */
final class Housekeeper implements Runnable {
    private static final long PERIOD_NANOS = 1_000_000_000;
    private static final int DUTIES = 6;
    private static final int FLIGHTS = DUTIES - 1;

    private final Log log;
    private final Thread thread;
    private volatile RegionTracker tracker;
    private volatile Beans beans;
    private volatile Stragglers stragglers;
    private FlightWatch flights;
    private boolean flightsDone;

    Housekeeper(Log log) {
        this.log = log;
        thread = new Thread(null, this, "tidemark", 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(Housekeeper.class.getClassLoader());
    }

    /** To be run when something happened that listeners should hear. Never blocks. */
    Runnable alarm() {
        return new Runnable() {
            @Override
            public void run() {
                LockSupport.unpark(thread);
            }
        };
    }

    /** Looks after both from now on. A recording that begins with the JVM has the program's first events. */
    void start(RegionTracker of, Beans forBeans) {
        tracker = of;
        beans = forBeans;
        if (CommandLine.ordersRecording()) {
            attempt(FLIGHTS);
        }
        thread.start();
    }

    /** Looks after threads that may write past the hooks, too. */
    void watch(Stragglers late) {
        stragglers = late;
    }

    @Override
    public void run() {
        while (true) {
            LockSupport.parkNanos(PERIOD_NANOS);
            for (int duty = 0; duty < DUTIES; duty++) {
                attempt(duty);
            }
        }
    }

    /** No objects, because a full heap must not end this thread, and no lambdas, because every start would pay for them. */
    private void perform(int duty) {
        switch (duty) {
            case 0 -> tracker.reap();
            case 1 -> tracker.deliver();
            case 2 -> tracker.audit().settle();
            case 3 -> beans.tick();
            case 4 -> watchStragglers();
            default -> watchFlights();
        }
    }

    private void watchStragglers() {
        if (stragglers != null && stragglers.haveLeft()) {
            stragglers = null;
        }
    }

    private void watchFlights() {
        if (flightsDone) {
            return;
        }
        if (flights == null) {
            flights = new FlightWatch(tracker, log);
        }
        flightsDone = flights.isDone();
    }

    /** What failed is tried again in a second. */
    private void attempt(int duty) {
        try {
            perform(duty);
        } catch (RuntimeException | Error e) {
            report(e);
        }
    }

    private void report(Throwable e) {
        try {
            log.debug("housekeeping failed, goes on: " + e);
        } catch (RuntimeException | Error again) {
            // the memory that lacked for the duty may lack for the message
        }
    }
}
