package dev.tidemark.jmx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.Guest;
import dev.tidemark.Guests;
import dev.tidemark.Region;
import dev.tidemark.replicate.Endpoint;
import dev.tidemark.replicate.Replica;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import javax.management.JMX;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The replications' bean in this JVM: what it starts, tells, ends and refuses. */
class ReplicationBeanTest {
    private static final int SIZE = 100_000;
    private static final Duration SOON = Duration.ofMinutes(2);

    private final Beans beans = new Beans();
    private final ReplicationMXBean bean =
            JMX.newMXBeanProxy(beans.server, JmxNames.REPLICATION, ReplicationMXBean.class);
    private final Region region = beans.track("ram", SIZE, 4096);
    private final ByteBuffer ram = beans.memory(0);
    private final ByteBuffer there = ByteBuffer.allocate(SIZE);
    private final Standing guest = new Standing();

    /** A guest that writes only when it is told to. */
    private static final class Standing implements Guest {
        private volatile boolean stopped;

        @Override
        public void quiesce() {
            // it stands still anyway
        }

        @Override
        public void resume() {
            // nothing was stopped
        }

        @Override
        public void stop() {
            stopped = true;
        }
    }

    @AfterEach
    void nothingWentWrongUnseen() {
        Guests.register(region, null);
        assertEquals(List.of(), beans.problems);
    }

    @Test
    void aStandbyFollowsUntilItIsCancelledAndAMigrationMovesTheGuest() throws Exception {
        Guests.register(region, guest);
        write(1);
        try (Replica replica = listen()) {
            long standby = bean.standby("ram", replica.endpoint().toString(), 5, 0, 0, false);
            assertTrue(replica.awaitEpoch(1, SOON) != null);
            write(2);
            assertTrue(replica.awaitEpoch(2, SOON) != null);
            assertArrayEquals(ram.array(), there.array());
            ReplicationInfo running = await(standby, info -> info.epoch() >= 2);
            assertEquals("running", running.state());
            assertEquals("standby", running.kind());
            assertTrue(
                    running.behindMillis() > 0 && running.rounds() >= 2 && running.wireBytes() > 0, running::toString);
            assertThrows(IllegalArgumentException.class, () -> bean.force(standby));
            assertTrue(bean.cancel(standby));
            assertEquals("done", info(standby).state());
            assertFalse(bean.cancel(standby));

            write(3);
            long migration = bean.migrate("ram", replica.endpoint().toString(), 50, 30, 60, false, 100 << 20, 0, false);
            ReplicationInfo moved = await(migration, info -> !info.state().equals("running"));
            assertEquals("done", moved.state(), moved::toString);
            assertTrue(moved.confirmed() && moved.rounds() >= 2 && moved.downtimeMillis() > 0, moved::toString);
            assertEquals(moved.epoch(), replica.awaitHandOver(SOON).number());
            assertArrayEquals(ram.array(), there.array());
            assertTrue(guest.stopped);
            assertFalse(bean.cancel(migration), "too late");
        }
    }

    @Test
    void aMigrationThatIsCancelledLeavesTheGuest() throws Exception {
        Guests.register(region, guest);
        write(1);
        try (Replica replica = listen()) {
            long slow = bean.migrate("ram", replica.endpoint().toString(), 50, 30, 60, false, 10_000, 0, false);
            assertTrue(bean.cancel(slow));
            ReplicationInfo cancelled = await(slow, info -> !info.state().equals("running"));
            assertEquals("failed", cancelled.state());
            assertTrue(cancelled.problem().contains("cancelled"), cancelled::toString);
            assertFalse(guest.stopped);
            assertEquals(null, replica.epoch());

            long next = bean.migrate("ram", replica.endpoint().toString(), 50, 30, 60, false, 0, 0, false);
            assertEquals(
                    "done", await(next, info -> !info.state().equals("running")).state());
            assertArrayEquals(ram.array(), there.array());
            assertEquals(2, bean.getReplications().length);
        }
    }

    @Test
    void whatIsWrongIsOneLine() {
        refused("no region 'video'", () -> bean.standby("video", "127.0.0.1:1", 5, 0, 0, false));
        refused("HOST:PORT", () -> bean.standby("ram", "nowhere", 5, 0, 0, false));
        refused("without TLS", () -> bean.standby("ram", "192.0.2.1:7000", 5, 0, 0, false));
        refused("without TLS", () -> bean.migrate("ram", "192.0.2.1:7000", 50, 30, 60, false, 0, 0, false));
        refused("javax.net.ssl.keyStore", () -> bean.standby("ram", "192.0.2.1:7000", 5, 0, 0, true));
        refused("interval must be at least 1 ms", () -> bean.standby("ram", "127.0.0.1:1", 0, 0, 0, false));
        refused("bandwidth must be at least 1", () -> bean.standby("ram", "127.0.0.1:1", 5, -1, 0, false));
        refused("at least 1 round", () -> bean.migrate("ram", "127.0.0.1:1", 50, 0, 60, false, 0, 0, false));
        refused("no replication 7; there are: none", () -> bean.cancel(7));
        assertEquals(0, bean.getReplications().length);
    }

    @Test
    void whatHasEndedIsForgottenFirst() throws Exception {
        long last = 0;
        for (int i = 0; i < ReplicationBean.MAX_KEPT + 5; i++) {
            last = bean.standby("ram", "127.0.0.1:1", 1000, 0, 0, false); // nobody listens there
            if (i > 1) {
                bean.cancel(last);
            }
        }
        ReplicationInfo[] kept = bean.getReplications();
        assertEquals(ReplicationBean.MAX_KEPT, kept.length);
        assertEquals(
                List.of(1L, 2L, 8L),
                Arrays.stream(kept).map(ReplicationInfo::id).limit(3).toList());
        assertEquals(last, kept[kept.length - 1].id());
        bean.cancel(1);
        bean.cancel(2);
    }

    private Replica listen() throws IOException {
        return Replica.listen(Endpoint.parse("127.0.0.1:0")).intoBuffer(there);
    }

    private void write(int value) {
        for (int at = 0; at < SIZE; at += 5000) {
            ram.put(at, (byte) value);
        }
        region.markDirty(0, SIZE);
    }

    private ReplicationInfo info(long id) {
        return Arrays.stream(bean.getReplications())
                .filter(each -> each.id() == id)
                .findFirst()
                .orElseThrow();
    }

    private ReplicationInfo await(long id, Predicate<ReplicationInfo> wanted) throws InterruptedException {
        long deadline = System.nanoTime() + SOON.toNanos();
        while (!wanted.test(info(id))) {
            assertTrue(System.nanoTime() < deadline, () -> info(id).toString());
            Thread.sleep(1);
        }
        return info(id);
    }

    private static void refused(String says, Executable call) {
        RuntimeException e = assertThrows(RuntimeException.class, call);
        assertTrue(e.getMessage().contains(says), () -> e.toString());
    }
}
