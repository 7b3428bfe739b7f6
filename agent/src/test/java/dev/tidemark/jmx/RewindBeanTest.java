package dev.tidemark.jmx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.Guest;
import dev.tidemark.Guests;
import dev.tidemark.Region;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/** Checkpoints through JMX. */
class RewindBeanTest {
    private static final int PAGE = 64;

    private final Beans beans = new Beans();
    private final Region tracked = beans.track("ram", 100 * PAGE, PAGE);
    private final ByteBuffer ram = beans.memory(0);
    private final RegionMXBean region = beans.region("ram");

    private void write(int page, int value) {
        ram.put(page * PAGE, (byte) value);
        tracked.markDirty((long) page * PAGE, 1);
    }

    @Test
    void goesBackAndForth() {
        write(1, 1);
        long one = region.checkpoint("");
        write(1, 2);
        write(2, 2);
        long two = region.checkpoint("still");
        assertArrayEquals(new long[] {one, two}, region.getCheckpoints());
        assertTrue(region.getCheckpointBytes() >= 2 * PAGE);
        assertEquals(2, region.rollback(one, "still"));
        assertEquals(1, ram.get(PAGE));
        assertEquals(0, ram.get(2 * PAGE));
        assertEquals(2, region.rollback(two, "still"));
        assertEquals(2, ram.get(PAGE));
        refused("has no Guest", () -> region.rollback(one, ""));
        refused("no checkpoint 99", () -> region.rollback(99, "still"));
        refused("a checkpoint is of one moment", () -> region.checkpoint("running"));
        for (int i = 0; i < RewindBook.MAX_CHECKPOINTS; i++) {
            region.checkpoint("");
        }
        assertEquals(RewindBook.MAX_CHECKPOINTS, region.getCheckpoints().length);
        refused("no checkpoint " + one, () -> region.rollback(one, "still"));
        region.closeCheckpoints();
        assertEquals(0, region.getCheckpoints().length);
        assertEquals(0, region.getCheckpointBytes());
        region.rollback(region.checkpoint(""), "still");
    }

    @Test
    void whatTheControlGaveComesBack() {
        Control control = new Control();
        Guests.register(tracked, control);
        control.register = 1;
        long one = region.checkpoint("");
        control.register = 2;
        region.checkpoint("");
        region.rollback(one, "");
        assertEquals(1, control.register);
        assertEquals(0, control.paused);
        Reference.reachabilityFence(control);
    }

    /** A guest that does not stop holds up its caller, and neither a scraper nor the end of the region. */
    @Test
    @Timeout(300)
    void waitingForTheGuestHoldsNobodyElseUp() throws InterruptedException {
        Control control = new Control();
        Guests.register(tracked, control);
        region.checkpoint("");
        control.hold = new CountDownLatch(1);
        RegionMXBean waits = beans.region("ram");
        Thread caller = new Thread(() -> assertThrows(IllegalStateException.class, () -> waits.checkpoint("")));
        caller.start();
        control.entered.await();
        assertEquals(1, region.getCheckpoints().length);
        tracked.close();
        control.hold.countDown();
        caller.join();
        assertEquals(0, control.paused);
    }

    private static final class Control implements Guest {
        final CountDownLatch entered = new CountDownLatch(2);
        volatile CountDownLatch hold = new CountDownLatch(0);
        volatile int paused;
        int register;

        @Override
        public void quiesce() {
            entered.countDown();
            try {
                hold.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            paused++;
        }

        @Override
        public Map<String, byte[]> attachments() {
            return Map.of("register", new byte[] {(byte) register});
        }

        @Override
        public void restored(Map<String, byte[]> attachments) {
            register = attachments.get("register")[0];
        }

        @Override
        public void resume() {
            paused--;
        }
    }

    private static void refused(String words, Executable call) {
        RuntimeException refusal = assertThrows(RuntimeException.class, call);
        assertTrue(refusal.getMessage().contains(words), refusal.getMessage());
    }
}
