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
     * Waits until the barrier is as it is in a program that has been running for a while. Where many regions come one after the other,
     * it waits for the last before it folds them into compiled code; and it looks once a second which of them are written.
     *
     * @param writes what the benchmark writes, in short
     */
    static void settle(int regions, Runnable writes) throws InterruptedException {
        if (regions >= 8) {
            for (int i = 0; i < 600; i++) {
                writes.run();
                Thread.sleep(10);
            }
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
