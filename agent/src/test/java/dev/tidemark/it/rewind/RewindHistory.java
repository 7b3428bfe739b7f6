package dev.tidemark.it.rewind;

import static dev.tidemark.it.rewind.Check.assertArrayEquals;
import static dev.tidemark.it.rewind.Check.assertEquals;
import static dev.tidemark.it.rewind.Check.assertFalse;
import static dev.tidemark.it.rewind.Check.assertTrue;

import dev.tidemark.Baseline;
import dev.tidemark.Checkpoint;
import dev.tidemark.Client;
import dev.tidemark.DirtyPages;
import dev.tidemark.Region;
import dev.tidemark.RewindRing;
import dev.tidemark.RollbackException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.LongSupplier;

/**
 * One random history of a region: writes, checkpoints, rollbacks, resets and rings, beside clients that keep replicas, against a
 * model that keeps a full copy of everything and knows nothing of pages but their size.
 */
public final class RewindHistory {
    private static final int MOST_CHECKPOINTS = 8;

    private final Region region;
    private final Guest guest;
    private final Faults faults;
    private final Random random;
    private final Counts counts;
    private final List<Replica> replicas = new ArrayList<>();

    /** What the region must hold. */
    private byte[] truth;

    private final List<Kept> kept = new ArrayList<>();

    /** What the region held when the checkpoints' history last looked; zeroes while it has none. */
    private byte[] present;

    private Baseline baseline;
    private byte[] baselineCopy;
    private RewindRing ring;
    private int ringMost;
    private long ringBudget;
    private final Map<Checkpoint, byte[]> ringCopies = new LinkedHashMap<>();

    /** What the last rollback returned. */
    private long written;

    public RewindHistory(
            Region region, List<Client> clients, Guest guest, Faults faults, Random random, Counts counts) {
        this.region = region;
        this.guest = guest;
        this.faults = faults;
        this.random = random;
        this.counts = counts;
        this.truth = guest.read();
        this.present = new byte[truth.length];
        clients.forEach(client -> replicas.add(new Replica(client, new byte[truth.length])));
    }

    /** Does {@code steps} things, and checks each. */
    public void run(int steps) {
        for (int i = 0; i < steps; i++) {
            step();
            counts.steps++;
        }
        for (Kept each : kept) {
            rollback(each.copy, each.checkpoint, true);
        }
        replicas.forEach(this::replicate);
        closeAll();
        counts.histories++;
    }

    private void step() {
        int what = random.nextInt(100);
        if (what < 40) {
            write();
        } else if (what < 50) {
            checkpoint();
        } else if (what < 62) {
            if (!kept.isEmpty()) {
                Kept to = kept.get(random.nextInt(kept.size()));
                rollback(to.copy, to.checkpoint, false);
            }
        } else if (what < 66) {
            if (!kept.isEmpty()) {
                close(kept.remove(random.nextInt(kept.size())));
            }
        } else if (what < 76) {
            ring();
        } else if (what < 88) {
            baseline();
        } else if (!replicas.isEmpty()) {
            replicate(replicas.get(random.nextInt(replicas.size())));
        }
    }

    private void write() {
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(truth.length);
            int most = random.nextInt(4) > 0 ? 8 : 3 * region.pageSize();
            byte[] bytes = new byte[1 + random.nextInt(Math.min(most, truth.length - at))];
            switch (random.nextInt(4)) {
                case 0 -> Arrays.fill(bytes, (byte) 0);
                case 1 -> System.arraycopy(truth, at, bytes, 0, bytes.length);
                default -> random.nextBytes(bytes);
            }
            guest.write(at, bytes);
            System.arraycopy(bytes, 0, truth, at, bytes.length);
        }
    }

    private void checkpoint() {
        if (kept.size() == MOST_CHECKPOINTS) {
            close(kept.remove(0));
        }
        Checkpoint taken = take(region::checkpoint);
        if (taken != null) {
            assertEquals(changedBytes(present, truth), taken.addedBytes(), "bytes added");
            assertTrue(taken.isOpen());
            kept.add(new Kept(taken, truth.clone()));
            present = truth.clone();
        }
    }

    private void close(Kept closed) {
        closed.checkpoint.close();
        closed.checkpoint.close();
        assertFalse(closed.checkpoint.isOpen());
        if (kept.isEmpty()) {
            present = new byte[truth.length];
        }
    }

    private void ring() {
        if (ring == null) {
            ringMost = 1 + random.nextInt(5);
            ringBudget = random.nextBoolean() ? Long.MAX_VALUE : 1 + random.nextInt(3 * truth.length);
            ring = region.rewindRing(ringMost, ringBudget);
        }
        List<Checkpoint> before = ring.checkpoints();
        int what = random.nextInt(10);
        if (what == 0) {
            ring.close();
            assertEquals(0L, ring.heldBytes());
            before.forEach(each -> assertFalse(each.isOpen()));
            ring = null;
            ringCopies.clear();
        } else if (what < 4 && !before.isEmpty()) {
            Checkpoint to = before.get(random.nextInt(before.size()));
            rollback(ringCopies.get(to), to, false);
            assertEquals(before, ring.checkpoints());
        } else {
            ringCheckpoint(before);
        }
    }

    private void ringCheckpoint(List<Checkpoint> before) {
        long whole = changedBytes(new byte[truth.length], truth);
        Checkpoint taken;
        try {
            taken = take(ring::checkpoint);
        } catch (IllegalStateException e) {
            assertTrue(whole > ringBudget, e::getMessage);
            assertEquals(before, ring.checkpoints());
            counts.overBudget++;
            return;
        }
        if (taken == null) {
            assertEquals(before, ring.checkpoints());
            return;
        }
        ringCopies.put(taken, truth.clone());
        List<Checkpoint> now = ring.checkpoints();
        List<Checkpoint> all = new ArrayList<>(before);
        all.add(taken);
        assertEquals(all.subList(all.size() - now.size(), all.size()), now, "the oldest go");
        assertTrue(now.size() <= ringMost && !now.isEmpty());
        assertTrue(ring.heldBytes() <= ringBudget && ring.heldBytes() >= whole);
        for (Checkpoint each : all.subList(0, all.size() - now.size())) {
            assertFalse(each.isOpen());
            ringCopies.remove(each);
            counts.evicted++;
        }
    }

    private void baseline() {
        int what = random.nextInt(12);
        if (baseline == null) {
            try {
                baseline = faults.call(region::baseline);
                baselineCopy = truth.clone();
            } catch (OutOfMemoryError e) {
                failed();
            }
        } else if (what == 0) {
            baseline.close();
            assertEquals(0L, baseline.heldBytes());
            baseline = null;
        } else if (what < 3) {
            try {
                faults.run(baseline::rebase);
                baselineCopy = truth.clone();
            } catch (OutOfMemoryError e) {
                failed();
            }
            assertArrayEquals(truth, guest.read());
        } else {
            restore(baselineCopy, baseline::reset, false);
            counts.resets++;
        }
    }

    private void rollback(byte[] copy, Checkpoint checkpoint, boolean untilDone) {
        if (restore(copy, () -> region.rollback(checkpoint), untilDone)
                && checkpoint.isOpen()
                && !ringCopies.containsKey(checkpoint)) {
            present = copy.clone();
        }
        counts.rollbacks++;
    }

    private boolean restore(byte[] copy, LongSupplier rollback, boolean untilDone) {
        while (true) {
            long differing = differingPages(truth, copy);
            try {
                faults.run(() -> written = rollback.getAsLong());
                assertEquals(differing, written, "pages copied back");
                assertArrayEquals(copy, guest.read());
                truth = copy.clone();
                counts.pages += differing;
                return true;
            } catch (RollbackException e) {
                byte[] now = guest.read();
                assertMix(truth, copy, now);
                truth = now;
                counts.halfWay++;
                failed();
            } catch (OutOfMemoryError e) {
                assertArrayEquals(truth, guest.read(), "nothing was written");
                failed();
            }
            if (!untilDone && random.nextBoolean()) {
                return false; // the next thing meets what this one left behind
            }
        }
    }

    private Checkpoint take(java.util.function.Supplier<Checkpoint> how) {
        try {
            Checkpoint taken = faults.call(how);
            counts.checkpoints++;
            assertArrayEquals(truth, guest.read());
            return taken;
        } catch (OutOfMemoryError e) {
            failed();
            assertArrayEquals(truth, guest.read());
            return null;
        }
    }

    private void failed() {
        counts.failures++;
    }

    /** Each replica is right after its harvest, whatever went on in between. */
    private void replicate(Replica replica) {
        DirtyPages dirty = region.harvest(replica.client);
        if (random.nextInt(4) == 0) {
            dirty.giveBack();
            dirty = region.harvest(replica.client);
        }
        byte[] now = guest.read();
        dirty.forEachRun((at, length) -> System.arraycopy(now, (int) at, replica.copy, (int) at, (int) length));
        assertArrayEquals(truth, replica.copy, replica.client.name());
        counts.harvests++;
    }

    private void closeAll() {
        for (Kept each : kept) {
            each.checkpoint.close();
        }
        if (ring != null) {
            ring.close();
        }
        if (baseline != null) {
            baseline.close();
        }
    }

    /** Every page is wholly one or the other. */
    private void assertMix(byte[] from, byte[] to, byte[] now) {
        for (int at = 0; at < now.length; at += region.pageSize()) {
            int end = Math.min(now.length, at + region.pageSize());
            assertTrue(
                    Arrays.equals(from, at, end, now, at, end) || Arrays.equals(to, at, end, now, at, end),
                    "page at " + at + " is neither old nor new");
        }
    }

    private long differingPages(byte[] one, byte[] other) {
        long pages = 0;
        for (int at = 0; at < one.length; at += region.pageSize()) {
            int end = Math.min(one.length, at + region.pageSize());
            pages += Arrays.equals(one, at, end, other, at, end) ? 0 : 1;
        }
        return pages;
    }

    /** Bytes of pages that differ and are not zeroes. */
    private long changedBytes(byte[] from, byte[] to) {
        long bytes = 0;
        byte[] zeroes = new byte[region.pageSize()];
        for (int at = 0; at < to.length; at += region.pageSize()) {
            int end = Math.min(to.length, at + region.pageSize());
            if (!Arrays.equals(from, at, end, to, at, end) && !Arrays.equals(zeroes, 0, end - at, to, at, end)) {
                bytes += end - at;
            }
        }
        return bytes;
    }

    /** The memory, written and read past everything that is tested. */
    public interface Guest {
        /** Writes as an application does. */
        void write(int at, byte[] bytes);

        /** All bytes. */
        byte[] read();
    }

    /** Lets operations fail. */
    public interface Faults {
        /** None. */
        Faults NONE = new Faults() {
            @Override
            public <T> T call(java.util.function.Supplier<T> operation) {
                return operation.get();
            }
        };

        /** Calls it, perhaps with not enough of something. */
        <T> T call(java.util.function.Supplier<T> operation);

        /** As {@link #call}. */
        default void run(Runnable operation) {
            call(() -> {
                operation.run();
                return null;
            });
        }
    }

    /** What was done. */
    public static final class Counts {
        int histories;
        int steps;
        int checkpoints;
        int rollbacks;
        int resets;
        long pages;
        int harvests;
        int evicted;
        int overBudget;
        int failures;
        int halfWay;

        public int histories() {
            return histories;
        }

        public int failures() {
            return failures;
        }

        public int halfWay() {
            return halfWay;
        }

        @Override
        public String toString() {
            return histories + " histories, " + steps + " steps, " + checkpoints + " checkpoints, " + rollbacks
                    + " rollbacks, " + resets + " resets, " + pages + " pages copied back, " + harvests
                    + " harvests by others, " + evicted + " left the ring, " + overBudget + " over the budget, "
                    + failures
                    + " failed, " + halfWay + " of them half way";
        }
    }

    private record Kept(Checkpoint checkpoint, byte[] copy) {}

    private record Replica(Client client, byte[] copy) {}
}
