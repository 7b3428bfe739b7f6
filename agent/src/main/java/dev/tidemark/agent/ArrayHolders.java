package dev.tidemark.agent;

import dev.tidemark.instrument.arrays.ArrayWatch;
import dev.tidemark.instrument.arrays.ClassPatterns;
import dev.tidemark.instrument.arrays.WatchedArrays;
import dev.tidemark.track.RegionTracker;
import java.lang.instrument.Instrumentation;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The option {@code arrays=}: who may hold the array of a heap buffer, and what happens to regions when that cannot be held up. */
final class ArrayHolders implements ArrayWatch {
    private static final int MAX_WARNINGS = 10;

    private final RegionTracker tracker;
    private final Log log;
    private final AtomicInteger warnings = new AtomicInteger();

    private ArrayHolders(RegionTracker tracker, Log log) {
        this.tracker = tracker;
        this.log = log;
    }

    /** From now on. */
    static void watch(List<String> patterns, Instrumentation instrumentation, RegionTracker tracker, Log log) {
        ClassPatterns holders = new ClassPatterns(patterns);
        tracker.trustHolders(type -> holders.match(type.getName()));
        WatchedArrays.install(instrumentation, holders, new ArrayHolders(tracker, log));
    }

    @Override
    public void leftAlone(String className, String why) {
        tracker.arraysUnwatched("class " + className + " could not be rewritten");
        if (warnings.incrementAndGet() <= MAX_WARNINGS) {
            log.warn("arrays= does not hold: class " + className + " is left as it is, so that heap buffers count as"
                    + " ARRAY_ESCAPED: " + why);
        }
    }
}
