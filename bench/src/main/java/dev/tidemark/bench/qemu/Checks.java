package dev.tidemark.bench.qemu;

import dev.tidemark.Client;
import dev.tidemark.DirtyPages;
import dev.tidemark.Region;
import java.util.BitSet;

/** Checks all pages of the guest, by a look or by a harvest, and takes the time. After each check it compares what was found. */
final class Checks {
    private final BytePerPage bytes;
    private final Region region;
    private final Client client;
    private final RunSum sum = new RunSum();
    private DirtyPages found;
    private long counted;

    Checks(GuestRam ram, Region region, Client client) {
        this.bytes = ram.bytes();
        this.region = region;
        this.client = client;
    }

    /** Nanoseconds of one look, which changes nothing. */
    long look(Way way) {
        long start = System.nanoTime();
        switch (way) {
            case CALL_PER_PAGE -> bytes.check(sum);
            case LOOP -> counted = bytes.count();
            case TIDEMARK -> {
                found = region.dirtyPages(client);
                found.forEachRun(sum);
            }
        }
        return System.nanoTime() - start;
    }

    /** Nanoseconds of one look that takes all pages. QEMU's bytes are put back, so that each way finds the same. */
    long take(Way way) {
        byte[] before = bytes.save();
        long start = System.nanoTime();
        switch (way) {
            case CALL_PER_PAGE -> bytes.take(sum);
            case LOOP -> counted = bytes.countAndReset();
            case TIDEMARK -> {
                found = region.harvest(client);
                found.forEachRun(sum);
            }
        }
        long nanos = System.nanoTime() - start;
        bytes.restore(before);
        return nanos;
    }

    /** Makes all pages clean in both books; not timed. */
    void migrate() {
        region.harvest(client);
        bytes.clear();
    }

    /** What Tidemark found last. */
    DirtyPages found() {
        return found;
    }

    /**
     * Compares what the ways found last.
     *
     * @throws IllegalStateException if Tidemark did not find exactly the pages that the guest wrote, or the loop another number
     */
    void compare() {
        BitSet written = bytes.pages();
        BitSet pages = new BitSet();
        found.forEachRun((offset, length) -> pages.set(
                (int) (offset / GuestRam.PAGE), (int) ((offset + length + GuestRam.PAGE - 1) / GuestRam.PAGE)));
        if (!pages.equals(written) || counted != written.cardinality()) {
            throw new IllegalStateException("the guest wrote " + written.cardinality() + " pages, the loop counted "
                    + counted + ", Tidemark found " + pages.cardinality());
        }
    }

    /** Keeps the JIT from dropping the work. */
    long sum() {
        return sum.sum() + counted;
    }
}
