package dev.tidemark.bench;

import dev.tidemark.Client;
import dev.tidemark.Coverage;
import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import java.nio.ByteBuffer;

/** The barrier benchmark's use of the agent. Loaded only in JVMs that run it. */
final class Tracking {
    private static final Client CLIENT = Tidemark.client("bench");

    private Tracking() {}

    /** Makes the buffer a region and its pages clean. */
    static void track(String name, ByteBuffer buffer) {
        Tidemark.track(name, buffer).harvest(CLIENT);
    }

    /**
     * Waits until the barrier has folded the regions into compiled code: where many come one after the other, it waits for the
     * last.
     */
    static void settle(int regions) throws InterruptedException {
        if (regions > 8) {
            Thread.sleep(4000);
        }
    }

    /** Throws unless the region was marked, or was not, as the condition wants. A benchmark that tracks nothing is fast. */
    static void check(String name, boolean written) {
        Region region = Tidemark.region(name);
        if (region.dirtyPageCount(CLIENT) > 0 != written) {
            throw new IllegalStateException("the benchmark did not measure what it says: " + region + " has "
                    + region.dirtyPageCount(CLIENT) + " dirty pages");
        }
    }

    /** Throws unless exactly so many pages are dirty. */
    static void checkPages(String name, long pages) {
        Region region = Tidemark.region(name);
        if (region.dirtyPageCount(CLIENT) != pages) {
            throw new IllegalStateException("the benchmark did not measure what it says: " + region + " has "
                    + region.dirtyPageCount(CLIENT) + " dirty pages, not " + pages);
        }
    }

    /** Harvests and returns how many pages were dirty. */
    static long harvest(String name) {
        return Tidemark.region(name).harvest(CLIENT).pageCount();
    }

    /** Throws unless the region's array is in hands that write it unseen, or is not, as {@code escaped} says. */
    static void checkEscaped(String name, boolean escaped) {
        Coverage coverage = Tidemark.region(name).coverage();
        if (coverage != (escaped ? Coverage.ARRAY_ESCAPED : Coverage.COMPLETE)) {
            throw new IllegalStateException("the benchmark did not measure what it says: coverage is " + coverage);
        }
    }
}
