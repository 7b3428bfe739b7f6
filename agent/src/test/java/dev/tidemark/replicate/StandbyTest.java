package dev.tidemark.replicate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.Guest;
import dev.tidemark.it.Seed;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replicas that follow. */
class StandbyTest {
    private static final Duration SOON = Duration.ofMinutes(2);

    @TempDir
    private Path directory;

    @Test
    void severalReplicasFollowAndEveryEpochIsWhole() throws Exception {
        long seed = Seed.of("StandbyTest");
        int size = 300_000;
        List<AutoCloseable> open = new ArrayList<>();
        try (TestGuest guest = new TestGuest(seed, "direct", size, 1024).start()) {
            List<Replica> replicas = new ArrayList<>();
            List<Standby> standbys = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Replica.Setup setup = Replica.listen(Endpoint.parse("127.0.0.1:0"));
                Replica replica = i == 0
                        ? setup.intoFile(directory.resolve("image"))
                        : setup.intoBuffer(ByteBuffer.allocateDirect(size));
                replicas.add(replica);
                open.add(replica);
                Standby standby = Replication.of(guest.region)
                        .to(replica.endpoint())
                        .guest(guest)
                        .standby(Duration.ofMillis(5 + 5 * i));
                standbys.add(standby);
                open.add(0, standby);
            }
            int checked = 0;
            for (int epoch = 1; epoch <= 20; epoch += 3) {
                for (Replica replica : replicas) {
                    assertNotNull(replica.awaitEpoch(epoch, SOON));
                    TestGuest.checked(replica);
                    checked++;
                }
            }
            for (Standby standby : standbys) {
                StandbyStatus status = confirmed(standby, 19);
                assertTrue(
                        status.connected()
                                && status.epochs() >= 19
                                && status.problem().isEmpty(),
                        status::toString);
                assertEquals(1, status.connections());
                assertTrue(status.behindNanos() > 0 && status.wireBytes() > 0, status::toString);
            }
            System.out.println("StandbyTest: " + checked + " epochs of 3 replicas are those of their moment");
        } finally {
            for (AutoCloseable each : open) {
                each.close();
            }
        }
    }

    /** What was taken for the epoch that failed is in the next one. */
    @Test
    void lackOfMemoryEndsTheConnectionAndNotTheStandby() throws Exception {
        int size = 100_000;
        AtomicInteger failures = new AtomicInteger(4);
        try (TestGuest guest = new TestGuest(7, "direct", size, 1024).start();
                Replica replica = Replica.listen(Endpoint.parse("127.0.0.1:0")).intoBuffer(ByteBuffer.allocate(size));
                Standby standby = Replication.of(guest.region)
                        .to(replica.endpoint())
                        .guest(outOfMemory(guest, failures))
                        .standby(Duration.ofMillis(5))) {
            for (int epoch = 1; epoch <= 8; epoch++) {
                assertNotNull(
                        replica.awaitEpoch(epoch, SOON), () -> standby.status().toString());
                TestGuest.checked(replica);
                failures.incrementAndGet();
            }
            assertTrue(confirmed(standby, 8).connections() > 4, () -> standby.status()
                    .toString());
        }
    }

    private static Guest outOfMemory(TestGuest guest, AtomicInteger failures) {
        return new Guest() {
            @Override
            public void quiesce() {
                guest.quiesce();
            }

            @Override
            public byte[] state() {
                if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                    throw new OutOfMemoryError("test");
                }
                return guest.state();
            }

            @Override
            public void resume() {
                guest.resume();
            }
        };
    }

    @Test
    void restThatNobodyWritesIsFollowedWithoutGuest() throws Exception {
        try (TestGuest guest = new TestGuest(1, "heap", 50_000, 4096);
                Replica replica =
                        Replica.listen(Endpoint.parse("127.0.0.1:0")).intoBuffer(ByteBuffer.allocate(50_000));
                Standby standby =
                        Replication.of(guest.region).to(replica.endpoint()).standby(Duration.ofMillis(5))) {
            assertNotNull(replica.awaitEpoch(1, SOON));
            for (int i = 2; i < 20; i++) {
                guest.ram.put(i * 777, (byte) i);
                guest.region.markDirty(i * 777, 1);
                assertNotNull(replica.awaitEpoch(i, SOON));
                byte[] there = replica.read((epoch, bytes) -> {
                    byte[] content = new byte[50_000];
                    bytes.read(0, ByteBuffer.wrap(content));
                    return content;
                });
                assertArrayEquals(guest.copy(), there);
            }
            assertTrue(standby.status().running());
        }
    }

    @Test
    void replicaThatComesBackIsNotCopiedAnew() throws Exception {
        int size = 4 << 20;
        Path image = directory.resolve("image");
        try (TestGuest guest = new TestGuest(5, "direct", size, 4096)) {
            guest.whileStanding(() -> fill(guest));
            Endpoint at = Endpoint.parse("unix:" + directory.resolve("socket"));
            Replication how = Replication.of(guest.region).to(at).guest(guest);
            Replica first = Replica.listen(at).intoFile(image);
            try (Standby standby = how.standby(Duration.ofMillis(10))) {
                assertNotNull(first.awaitEpoch(1, SOON));
                long full = confirmed(standby, 1).wireBytes();
                assertTrue(full > size, () -> "sent " + full);
                first.close();
                guest.step();
                try (Replica again = Replica.listen(at).intoFile(image)) {
                    assertEquals(1, again.epoch().number());
                    assertNotNull(again.awaitEpoch(2, SOON));
                    assertArrayEquals(guest.copy(), TestGuest.checked(again));
                    long resumed = confirmed(standby, 2).wireBytes() - full;
                    assertTrue(resumed < size / 20, () -> "sent again " + resumed);
                }
            }
            // another source of the same region knows nothing of the replica: hashes tell
            guest.step();
            try (Replica again = Replica.listen(at).intoFile(image);
                    Standby standby = how.standby(Duration.ofMillis(10))) {
                assertNotNull(again.awaitEpoch(3, SOON));
                assertArrayEquals(guest.copy(), TestGuest.checked(again));
                long compared = confirmed(standby, 3).wireBytes();
                assertTrue(compared < size / 20, () -> "sent after comparison " + compared);
                System.out.println("StandbyTest: " + compared + " bytes sent after comparison of " + size);
            }
        }
    }

    /** The source knows it a moment after the replica. */
    private static StandbyStatus confirmed(Standby standby, long epoch) throws InterruptedException {
        while (standby.status().epoch() < epoch) {
            Thread.sleep(1);
        }
        return standby.status();
    }

    private static void fill(TestGuest guest) {
        java.util.Random random = new java.util.Random(7);
        byte[] bytes = new byte[guest.ram.capacity()];
        random.nextBytes(bytes);
        guest.ram.put(0, bytes);
        guest.region.markDirty(0, bytes.length);
    }
}
