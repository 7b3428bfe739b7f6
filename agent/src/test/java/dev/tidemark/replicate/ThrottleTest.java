package dev.tidemark.replicate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.Client;
import dev.tidemark.DirtyPages;
import dev.tidemark.track.RegionTracker;
import dev.tidemark.track.TrackedRegion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;

/** Writers that are slowed down: when, how much, and what it is good for. */
class ThrottleTest {
    private static final int PAGE = 4096;
    private static final int PAGES = 64;

    /** So slow a guest that whoever sleeps for a page does so for minutes. */
    private static final long PAGE_NANOS = 1_000_000_000_000L;

    /** A region lives as long as its buffer is reachable. */
    private final ByteBuffer ram = ByteBuffer.allocateDirect(PAGE * PAGES);

    @Test
    void risesOnceTwoRoundsInSuccessionDidNotHalveWhatIsLeft() {
        try (Throttle throttle = new Throttle(region())) {
            int[] expected = {0, 20, 30, 30, 30, 40};
            long[] remaining = {51, 51, 51, 50, 0, 51};
            // a good round ends the succession; what was reached stays, and rises again with the next poor one
            for (int i = 0; i < expected.length; i++) {
                throttle.round(100 * PAGE, remaining[i] * PAGE, 1_000_000);
                assertEquals(expected[i], throttle.percent(), "round " + i);
            }
            for (int i = 0; i < 20; i++) {
                throttle.round(100 * PAGE, 100 * PAGE, 1_000_000);
            }
            assertEquals(Throttle.MOST_PERCENT, throttle.percent());
        }
    }

    @Test
    void oneWriterSleepsForThatShareOfItsTime() {
        // a page each 100 µs: asleep for 20 % of the time, the next one comes after 125 µs
        assertEquals(25_000, Throttle.sleepNanos(100_000, 20));
        assertEquals(100_000, Throttle.sleepNanos(100_000, 50));
        assertEquals(9_900_000, Throttle.sleepNanos(100_000, 99));
    }

    @Test
    void onlyWritersOfCleanPagesSleepAndOnlyUntilItPauses() throws Exception {
        TrackedRegion region = region();
        Client client = region.openPrivateClient("test");
        region.harvest(client);
        region.markDirty(0, 1);
        try (Throttle throttle = new Throttle(region)) {
            throttle.round(PAGE, PAGE, PAGE_NANOS);
            throttle.round(PAGE, PAGE, PAGE_NANOS);
            assertEquals(20, throttle.percent()); // four minutes for each page
            Thread other = start(() -> {
                region.markDirty(0, 1); // dirty already
                region.markDirty(1, 1);
            });
            assertEnds(other, "it sleeps for a page that was dirty");

            Thread writer = start(() -> region.markDirty(PAGE, PAGE * 40L));
            while (writer.isAlive() && writer.getState() != Thread.State.TIMED_WAITING) {
                Thread.sleep(1);
            }
            assertTrue(writer.isAlive(), "who makes pages dirty sleeps");
            throttle.pause();
            assertEnds(writer, "it goes on sleeping while the guest should stand still");
            assertEquals(41, region.dirtyPages(client).pageCount(), "a mark was lost");

            throttle.round(PAGE, PAGE, PAGE_NANOS);
            Thread interrupted = start(() -> {
                Thread.currentThread().interrupt();
                region.markDirty(50L * PAGE, 1);
                if (!Thread.currentThread().isInterrupted()) {
                    region.markDirty(51L * PAGE, 1);
                }
            });
            assertEnds(interrupted, "it sleeps on though it was interrupted");
            DirtyPages dirty = region.dirtyPages(client);
            assertEquals(42, dirty.pageCount(), "the thread's interrupt was swallowed");
        }
    }

    private static Thread start(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Much sooner than a writer that sleeps for a page, and later than a machine stands still. */
    private static void assertEnds(Thread thread, String otherwise) throws InterruptedException {
        thread.join(60_000);
        assertFalse(thread.isAlive(), otherwise);
    }

    @Test
    void severalWatchersHearOfAPageAndGoOneByOne() {
        TrackedRegion region = region();
        Client client = region.openPrivateClient("test");
        List<String> heard = new ArrayList<>();
        LongConsumer one = page -> heard.add("one " + page);
        LongConsumer two = page -> heard.add("two " + page);
        region.watchWriters(one);
        region.watchWriters(two);
        region.harvest(client);
        region.markDirty(3 * PAGE, 1);
        region.unwatchWriters(one);
        region.unwatchWriters(one);
        region.markDirty(4 * PAGE, 1);
        region.unwatchWriters(two);
        region.markDirty(5 * PAGE, 1);
        assertEquals(List.of("one 3", "two 3", "two 4"), heard);
    }

    /** The guest dirties all of its memory again and again, faster than the link takes it. */
    @Test
    void guestThatDoesNotConvergeDoesSoThrottled() throws Exception {
        int size = 2 << 20;
        try (TestGuest guest = new TestGuest(2, "direct", size, PAGE).resting(0).start();
                Replica replica = Replica.listen(Endpoint.parse("127.0.0.1:0")).intoBuffer(ByteBuffer.allocate(size))) {
            Replication how = Replication.of(guest.region)
                    .to(replica.endpoint())
                    .guest(guest)
                    .sendEqualPages()
                    .bandwidth(16 << 20)
                    .downtime(Duration.ofMillis(10)) // 40 of 512 pages
                    .maxRounds(100);
            IOException e = assertThrows(
                    IOException.class, () -> how.maxRounds(4).migration().run());
            assertTrue(e.getMessage().contains("did not converge"), e.getMessage());
            MigrationResult result = how.throttled().migration().run();
            int percent = result.rounds().get(result.rounds().size() - 1).throttlePercent();
            assertTrue(percent >= Throttle.FIRST_PERCENT, result::toString);
            assertArrayEquals(guest.last(), TestGuest.checked(replica));
            System.out.println("ThrottleTest: moved in " + result.rounds().size() + " rounds, writers slept for "
                    + percent + " % of their time at last");
        }
    }

    private TrackedRegion region() {
        return (TrackedRegion) new RegionTracker(PAGE, () -> {}).track("ram", ram, PAGE);
    }
}
