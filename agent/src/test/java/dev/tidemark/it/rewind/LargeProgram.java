package dev.tidemark.it.rewind;

import dev.tidemark.Baseline;
import dev.tidemark.Checkpoint;
import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import dev.tidemark.it.RawMemory;
import java.lang.ref.Reference;

/** Native memory over 2 GiB, nearly all of it zeroes, in a JVM with a small heap. */
final class LargeProgram {
    private static final long SIZE = (2L << 30) + (64 << 20) + 4711;
    private static final int PAGE = 64 << 10;
    private static final long[] PLACES = {0, (1L << 31) - 4, 1L << 31, SIZE - 8};

    private LargeProgram() {}

    public static void main(String[] arguments) {
        long start = RawMemory.allocate(SIZE);
        Object owner = new Object();
        Region region = Tidemark.trackMemory("large", start, SIZE, PAGE, owner);
        put(start, (byte) 1);
        Baseline baseline = region.baseline();
        put(start, (byte) 2);
        Checkpoint two = region.checkpoint();
        put(start, (byte) 3);
        check(region.rollback(two) == 4 && holds(start, (byte) 2), "checkpoint");
        check(baseline.reset() == 4 && holds(start, (byte) 1), "baseline");
        check(region.rollback(two) == 4 && holds(start, (byte) 2), "forth again");
        check(baseline.reset() == 4 && holds(start, (byte) 1), "back again");
        System.out.println("held " + baseline.heldBytes());
        Reference.reachabilityFence(owner);
        RawMemory.free(start);
        try {
            baseline.reset();
            throw new AssertionError("reset what was freed");
        } catch (IllegalStateException e) {
            System.out.println(e.getMessage());
        }
    }

    private static void put(long start, byte value) {
        for (long place : PLACES) {
            RawMemory.write(start + place, new byte[] {value, value, value, value, value, value, value, value});
        }
    }

    private static boolean holds(long start, byte value) {
        boolean holds = true;
        for (long place : PLACES) {
            holds &= RawMemory.read(start + place, 1)[0] == value;
        }
        return holds;
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
