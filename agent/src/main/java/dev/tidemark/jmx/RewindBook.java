package dev.tidemark.jmx;

import dev.tidemark.Checkpoint;
import dev.tidemark.Region;
import dev.tidemark.RewindRing;
import dev.tidemark.RollbackException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The checkpoints of one region that JMX clients took: the last {@value #MAX_CHECKPOINTS}, with what the program's {@link
 * dev.tidemark.Guest} gave along. They are on the heap of the JVM that is looked into, so that what they may take
 * there is bounded.
 *
 * <p>Thread-safe: of checkpoint, rollback and forget one at a time, others wait, also while one waits for the guest to stand still. What
 * attributes tell, and {@link #close}, wait for nothing that the guest holds up. There is no ring, and no client of one, before the
 * first checkpoint.
 */
final class RewindBook {
    static final int MAX_CHECKPOINTS = 8;

    private final Region region;

    // guarded by this
    private final Map<Long, Map<String, byte[]>> attachments = new HashMap<>();

    private volatile RewindRing ring;
    private volatile long[] numbers = {};
    private volatile long heldBytes;

    RewindBook(Region region) {
        this.region = region;
    }

    /** Takes one; returns its number. */
    synchronized long checkpoint(GuestPause guest) {
        if (guest.runs()) {
            throw new IllegalArgumentException("guest must be pause, still or empty: a checkpoint is of one moment");
        }
        long budget = Runtime.getRuntime().maxMemory() / 4;
        if (region.byteSize() > budget) {
            throw new IllegalStateException("region '" + region.name() + "' has " + region.byteSize()
                    + " bytes, and checkpoints may take a quarter of the Java heap, " + budget
                    + ": take a snapshot into a store instead");
        }
        try (guest) {
            guest.begin();
            Map<String, byte[]> registers = guest.attachments(Map.of());
            if (ring == null) {
                ring = region.rewindRing(MAX_CHECKPOINTS, budget);
            }
            Checkpoint taken = ring.checkpoint();
            boolean noted = false;
            try {
                attachments.put(taken.number(), registers);
                note();
                noted = true;
            } finally {
                if (!noted) {
                    taken.close(); // whoever rolled back to it would get the memory without the registers
                }
            }
            attachments.keySet().removeIf(each -> Arrays.stream(numbers).noneMatch(open -> open == each));
            return taken.number();
        }
    }

    /** Rolls back; returns how many pages were written. */
    synchronized long rollback(long number, GuestPause guest) {
        Checkpoint checkpoint = find(number);
        Map<String, byte[]> registers = attachments.get(number);
        try (guest) {
            guest.begin();
            long pages = region.rollback(checkpoint);
            guest.restored(registers);
            return pages;
        } catch (RollbackException e) {
            throw new IllegalStateException(e.getMessage()); // JMX clients do not have that class
        }
    }

    private Checkpoint find(long number) {
        List<Checkpoint> open = ring == null ? List.of() : ring.checkpoints();
        return open.stream()
                .filter(each -> each.number() == number)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no checkpoint " + number + " of region '"
                        + region.name() + "' was taken here; open are: " + Arrays.toString(numbers)));
    }

    private void note() {
        numbers = ring.checkpoints().stream().mapToLong(Checkpoint::number).toArray();
        heldBytes = ring.heldBytes();
    }

    /** The open ones, oldest first, as of the last operation. */
    long[] numbers() {
        return numbers.clone();
    }

    /** Bytes of page content that they keep on the heap, as of the last operation. */
    long heldBytes() {
        return heldBytes;
    }

    /** Forgets all of them; there may be new ones. */
    synchronized void forget() {
        close();
        ring = null;
        attachments.clear();
    }

    /** The region has ended: frees the memory. */
    void close() {
        RewindRing present = ring;
        if (present != null) {
            present.close();
            numbers = new long[0];
            heldBytes = 0;
        }
    }
}
