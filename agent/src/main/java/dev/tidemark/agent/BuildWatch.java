package dev.tidemark.agent;

import dev.tidemark.instrument.scan.BuildCheck;
import dev.tidemark.instrument.scan.VerifiedBuilds;
import dev.tidemark.track.RegionListener;
import dev.tidemark.track.RegionTracker;
import dev.tidemark.track.TrackedRegion;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * On a JDK build that nobody verified: coverage is incomplete until a look at all its classes has found nothing new. That takes a
 * second or two, so a thread does it in the background, once the first region exists, and never at start.
 */
final class BuildWatch implements RegionListener, Runnable {
    private static final String NOT_VERIFIED = "this JDK build was not verified";

    private final RegionTracker tracker;
    private final Log log;
    private final AtomicBoolean started = new AtomicBoolean();

    private BuildWatch(RegionTracker tracker, Log log) {
        this.tracker = tracker;
        this.log = log;
    }

    /** Does nothing on a verified build, at the cost of a compare. */
    static void install(RegionTracker tracker, Log log) {
        if (!VerifiedBuilds.isVerified()) {
            tracker.hooksIncomplete(NOT_VERIFIED);
            tracker.addListener(new BuildWatch(tracker, log));
        }
    }

    @Override
    public void opened(TrackedRegion region) {
        if (!started.getAndSet(true)) {
            Thread thread = new Thread(null, this, "tidemark-jdk-scan", 0, false);
            thread.setDaemon(true);
            thread.setPriority(Thread.MIN_PRIORITY);
            thread.setContextClassLoader(BuildWatch.class.getClassLoader());
            try {
                thread.start();
            } catch (OutOfMemoryError e) {
                started.set(false); // no thread to be had: the next region tries again
            }
        }
    }

    @Override
    public void closed(TrackedRegion region) {}

    @Override
    public void run() {
        long start = System.nanoTime();
        String objection;
        try {
            objection = BuildCheck.findObjection();
        } catch (Error e) {
            objection =
                    "JDK build " + VerifiedBuilds.running() + " was not verified, and the look at its classes failed: "
                            + e + "; coverage stays HOOKS_INCOMPLETE";
        }
        if (objection == null) {
            tracker.hooksComplete(NOT_VERIFIED);
        } else {
            log.warn(objection);
        }
        log.debug("looked at the classes of this JDK build in " + (System.nanoTime() - start) / 1_000_000 + " ms");
    }
}
