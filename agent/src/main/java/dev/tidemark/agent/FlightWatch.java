package dev.tidemark.agent;

import dev.tidemark.boot.CommandLine;
import dev.tidemark.flight.Flights;
import dev.tidemark.track.RegionTracker;

/**
 * Connects the events of the Flight Recorder once it runs, or at once where the JVM's own command line begins a recording, which happens
 * between agents and {@code main}. That it runs is known by its threads: a question to its classes would load them, in every JVM. Costs a
 * look at the names of the threads. One thread at a time.
 */
final class FlightWatch {
    private final RegionTracker tracker;
    private final Log log;

    FlightWatch(RegionTracker tracker, Log log) {
        this.tracker = tracker;
        this.log = log;
    }

    /** Whether there is nothing left to do: events are connected, or cannot be. */
    boolean isDone() {
        if (!recorderRuns() && !CommandLine.ordersRecording()) {
            return false;
        }
        try {
            Flights.board(tracker);
            log.debug("Flight Recorder runs, events are connected");
        } catch (RuntimeException | LinkageError e) {
            log.debug("Flight Recorder runs, but there will be no events of regions: " + e);
        }
        return true;
    }

    private static boolean recorderRuns() {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        while (group.getParent() != null) {
            group = group.getParent();
        }
        Thread[] threads = new Thread[group.activeCount() + 16];
        int count = group.enumerate(threads);
        for (int i = 0; i < count; i++) {
            if (threads[i].getName().startsWith("JFR ")) {
                return true;
            }
        }
        return false;
    }
}
