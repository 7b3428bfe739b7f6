package dev.tidemark.replicate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.tidemark.it.Seed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A network that does everything wrong, replicas that go away, and a disk that is full. {@code -Dtidemark.faults=500} for long. */
class BadNetworkTest {
    private static final int FAULTS = Integer.getInteger("tidemark.faults", 24);
    private static final Duration SILENCE = Duration.ofMillis(250);
    /** Longer than a machine stands still. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final Duration SOON = Duration.ofMinutes(2);

    @TempDir
    private Path directory;

    @Test
    void standbyFollowsThroughFaults() throws Exception {
        long seed = Seed.of("BadNetworkTest");
        SplittableRandom random = new SplittableRandom(seed);
        Map<FaultProxy.Fault, Integer> fired = new EnumMap<>(FaultProxy.Fault.class);
        long checks = 0;
        long restarts = 0;
        Path image = directory.resolve("image");
        Replica replica = Replica.listen(Endpoint.parse("127.0.0.1:0"))
                .notDurable()
                .silence(SILENCE)
                .intoFile(image);
        int port = replica.endpoint().tcp().getPort();
        try (FaultProxy proxy = new FaultProxy(port);
                TestGuest guest = new TestGuest(seed, "direct", 200_000, 1024)
                        .resting(100)
                        .start()) {
            Replication how = Replication.of(guest.region)
                    .to(proxy.endpoint())
                    .guest(guest)
                    .silence(SILENCE)
                    .compressed(random.nextInt(2))
                    .pauseLimit(Duration.ofMillis(500));
            long connections;
            try (Standby standby = how.standby(Duration.ofMillis(3))) {
                long last = 0;
                for (int i = 0; i < FAULTS; i++) {
                    FaultProxy.Fault fault = FaultProxy.Fault.values()[1 + i % (FaultProxy.Fault.values().length - 1)];
                    int before = proxy.fired();
                    // mostly in the middle of what comes next, sometimes within the first words of the next connection
                    boolean there = random.nextInt(4) > 0;
                    proxy.arm(
                            fault,
                            there,
                            there && random.nextInt(4) == 0 ? random.nextInt(250_000) : random.nextInt(300));
                    awaitFault(proxy, before, standby);
                    fired.merge(fault, 1, Integer::sum);
                    if (random.nextInt(8) == 0) {
                        replica.close();
                        replica = reopen(port, image, SILENCE);
                        restarts++;
                    }
                    if (random.nextInt(6) > 0) { // sometimes the next fault meets the repair
                        ReplicaEpoch next = replica.awaitEpoch(last + 1, SOON);
                        assertNotNull(next, () -> "stuck after " + fault + ": " + standby.status());
                    }
                    ReplicaEpoch now = replica.epoch();
                    if (now != null) {
                        TestGuest.checked(replica);
                        checks++;
                        assertTrue(now.number() >= last, "epochs went back");
                        last = now.number();
                    }
                }
                proxy.arm(FaultProxy.Fault.NONE, true, 0);
                long steps = guest.steps();
                long epoch = replica.epoch() == null ? 0 : replica.epoch().number();
                assertNotNull(replica.awaitEpoch(epoch + 3, SOON), () -> "stuck: " + standby.status());
                TestGuest.checked(replica);
                assertTrue(guest.steps() > steps);
                connections = standby.status().connections();
            }
            replica.close();
            replica = reopen(port, image, PATIENCE);
            MigrationResult result = how.silence(PATIENCE)
                    .pauseLimit(PATIENCE)
                    .forced()
                    .migration()
                    .run();
            assertTrue(result.confirmed());
            guest.checkLetGo();
            assertArrayEquals(guest.last(), TestGuest.checked(replica));
            System.out.printf(
                    "BadNetworkTest: faults %s, %d connections, replica opened again %d times, %d epochs looked at, none torn%n",
                    fired, connections, restarts, checks);
            assertTrue(checks >= FAULTS / 2);
            assertEquals(
                    FAULTS, fired.values().stream().mapToInt(Integer::intValue).sum());
        } finally {
            replica.close();
        }
    }

    /** The port may be taken for a moment by somebody's outgoing connection. */
    private static Replica reopen(int port, Path image, Duration silence) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + SOON.toNanos();
        while (true) {
            try {
                return Replica.listen(Endpoint.parse("127.0.0.1:" + port))
                        .notDurable()
                        .silence(silence)
                        .intoFile(image);
            } catch (ReplicationException e) {
                if (!e.getMessage().contains("in use") || System.nanoTime() > deadline) {
                    throw e;
                }
                Thread.sleep(10);
            }
        }
    }

    private static void awaitFault(FaultProxy proxy, int before, Standby standby) throws InterruptedException {
        long deadline = System.nanoTime() + SOON.toNanos();
        while (proxy.fired() == before) {
            assertTrue(System.nanoTime() < deadline, () -> "no traffic: " + standby.status());
            Thread.sleep(1);
        }
    }

    /** A migration either moves the guest, or it goes on here; never both, never neither. */
    @Test
    void migrationThroughFaultsMovesTheGuestOrLeavesIt() throws Exception {
        long seed = Seed.of("BadNetworkTest");
        SplittableRandom random = new SplittableRandom(seed);
        int moved = 0;
        int stayed = 0;
        int unconfirmed = 0;
        for (int i = 0; i < FAULTS; i++) {
            ByteBuffer buffer = ByteBuffer.allocate(60_000);
            try (TestGuest guest = new TestGuest(random.nextLong(), "heap", 60_000, 512).start();
                    Replica replica = Replica.listen(Endpoint.parse("127.0.0.1:0"))
                            .silence(SILENCE)
                            .intoBuffer(buffer);
                    FaultProxy proxy = new FaultProxy(replica.endpoint().tcp().getPort())) {
                FaultProxy.Fault fault = FaultProxy.Fault.values()[1 + i % (FaultProxy.Fault.values().length - 1)];
                boolean there = random.nextBoolean();
                proxy.arm(fault, there, random.nextInt(there ? 70_000 : 200));
                try {
                    MigrationResult result = Replication.of(guest.region)
                            .to(proxy.endpoint())
                            .guest(guest)
                            .silence(SILENCE)
                            .migration()
                            .run();
                    moved++;
                    assertTrue(guest.isStopped());
                    assertArrayEquals(guest.last(), TestGuest.checked(replica));
                    unconfirmed += result.confirmed() ? 0 : 1;
                    assertTrue(!result.confirmed() || replica.awaitHandOver(SOON) != null);
                } catch (IOException e) {
                    stayed++;
                    assertFalse(guest.isStopped());
                    assertEquals(null, replica.awaitHandOver(Duration.ofMillis(1)), e::getMessage);
                    // nothing is lost: the next one succeeds
                    proxy.arm(FaultProxy.Fault.NONE, true, 0);
                    guest.move(Replication.of(guest.region)
                            .to(proxy.endpoint())
                            .guest(guest)
                            .forced());
                    assertArrayEquals(guest.last(), TestGuest.checked(replica));
                }
                guest.checkLetGo();
            }
        }
        System.out.printf(
                "BadNetworkTest: %d migrations through a fault: %d moved, %d of them without an answer, %d stayed%n",
                FAULTS, moved, unconfirmed, stayed);
        assertTrue(moved > 0 && stayed > 0);
    }

    @Test
    void fullDiskAtTheReplicaLeavesItsEpoch() throws Exception {
        Configuration small = Configuration.unix().toBuilder()
                .setMaxSize(520_000)
                .setBlockSize(512)
                .build();
        try (FileSystem disk = Jimfs.newFileSystem(small);
                TestGuest guest = new TestGuest(9, "direct", 200_000, 1024)) {
            fill(guest, 1);
            Path image = disk.getPath("image");
            try (Replica replica =
                    Replica.listen(Endpoint.parse("127.0.0.1:0")).notDurable().intoFile(image)) {
                Replication how =
                        Replication.of(guest.region).to(replica.endpoint()).guest(guest);
                try (Standby standby = how.standby(Duration.ofMillis(5))) {
                    assertNotNull(replica.awaitEpoch(1, SOON), () -> standby.status() + replica.lastProblem());
                    byte[] first = guest.copy();
                    Path ballast = Files.write(disk.getPath("ballast"), new byte[150_000]);
                    guest.whileStanding(() -> fill(guest, 2));
                    long deadline = System.nanoTime() + SOON.toNanos();
                    while (!standby.status().problem().contains("cannot store")) {
                        assertTrue(System.nanoTime() < deadline, () -> standby.status()
                                .toString());
                        Thread.sleep(1);
                    }
                    assertEquals(1, replica.epoch().number());
                    assertArrayEquals(first, TestGuest.checked(replica));
                    Files.delete(ballast);
                    assertNotNull(
                            replica.awaitEpoch(2, SOON), () -> standby.status().toString());
                    assertArrayEquals(guest.copy(), TestGuest.checked(replica));
                }
            }
        }
    }

    private static void fill(TestGuest guest, long seed) {
        byte[] bytes = new byte[guest.ram.capacity()];
        new java.util.Random(seed).nextBytes(bytes);
        guest.ram.put(0, bytes);
        guest.region.markDirty(0, bytes.length);
    }
}
