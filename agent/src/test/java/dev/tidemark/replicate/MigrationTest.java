package dev.tidemark.replicate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.it.Seed;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Migrations of guests that write all the time. */
class MigrationTest {
    private static final int MIGRATIONS = Integer.getInteger("tidemark.migrations", 30);
    private static final String[] KINDS = {"heap", "direct", "mapped"};

    @TempDir
    private Path directory;

    @Test
    void bytesAreTheSameAtHandOver() throws Exception {
        long seed = Seed.of("MigrationTest");
        SplittableRandom random = new SplittableRandom(seed);
        long rounds = 0;
        long steps = 0;
        for (int i = 0; i < MIGRATIONS; i++) {
            SplittableRandom mine = random.split();
            int pageSize = 64 << mine.nextInt(8);
            int size = 1 + mine.nextInt(pageSize * (1 + mine.nextInt(60)));
            String kind = KINDS[i % KINDS.length];
            boolean file = mine.nextBoolean();
            boolean unix = mine.nextBoolean();
            Endpoint at = Endpoint.parse(unix ? "unix:" + directory.resolve("s" + i) : "127.0.0.1:0");
            ByteBuffer buffer = mine.nextBoolean() ? ByteBuffer.allocate(size) : ByteBuffer.allocateDirect(size);
            while (buffer.hasRemaining()) {
                buffer.put((byte) mine.nextInt()); // what was there must not matter
            }
            Path image = directory.resolve("image" + i);
            try (TestGuest guest = new TestGuest(mine.nextLong(), kind, size, pageSize).start();
                    Replica replica = file
                            ? Replica.listen(at).intoFile(image)
                            : Replica.listen(at).intoBuffer(buffer)) {
                Replication how = Replication.of(guest.region)
                        .to(replica.endpoint())
                        .guest(guest)
                        .downtime(Duration.ofMillis(5 + mine.nextInt(50)))
                        .compressed(mine.nextInt(3))
                        .forced(); // a disk that has much to do takes longer than that to force anything
                MigrationResult result = (mine.nextBoolean() ? how : how.sendEqualPages())
                        .migration()
                        .run();
                assertTrue(result.confirmed());
                guest.checkLetGo();
                ReplicaEpoch over = replica.awaitHandOver(Duration.ofMinutes(2));
                assertNotNull(over);
                assertEquals(result.epoch(), over.number());
                assertArrayEquals(TestGuest.sha(guest.last()), over.state());
                assertArrayEquals(guest.last(), TestGuest.checked(replica));
                byte[] there = new byte[size];
                if (file) {
                    there = Files.readAllBytes(image);
                } else {
                    buffer.get(0, there);
                }
                assertArrayEquals(guest.last(), there, kind + " of " + size);
                rounds += result.rounds().size();
                steps += guest.steps();
            }
        }
        System.out.printf(
                "MigrationTest: %d migrations, %d rounds, guests made %d writes, 0 bytes differ%n",
                MIGRATIONS, rounds, steps);
    }

    @Test
    void withoutGuestItWaitsUntilTheRegionRests() throws Exception {
        try (TestGuest guest = new TestGuest(1, "direct", 100_000, 4096);
                Replica replica =
                        Replica.listen(Endpoint.parse("127.0.0.1:0")).intoBuffer(ByteBuffer.allocate(100_000))) {
            MigrationResult result = Replication.of(guest.region)
                    .to(replica.endpoint())
                    .migration()
                    .run();
            assertTrue(result.confirmed());
            byte[] there = replica.read((epoch, bytes) -> {
                byte[] content = new byte[100_000];
                bytes.read(0, ByteBuffer.wrap(content));
                return content;
            });
            assertArrayEquals(guest.copy(), there);
        }
    }

    @Test
    void guestThatDoesNotConvergeGoesOnOrIsForced() throws Exception {
        try (TestGuest guest =
                new TestGuest(2, "direct", 1 << 20, 4096).resting(0).start()) {
            try (Replica replica =
                    Replica.listen(Endpoint.parse("127.0.0.1:0")).intoBuffer(ByteBuffer.allocate(1 << 20))) {
                Replication how = Replication.of(guest.region)
                        .to(replica.endpoint())
                        .guest(guest)
                        .bandwidth(4 << 20)
                        .downtime(Duration.ofMillis(1))
                        .maxRounds(3);
                Migration migration = how.migration();
                ReplicationException e = assertThrows(ReplicationException.class, migration::run);
                assertTrue(e.getMessage().contains("did not converge in 3 rounds"), e.getMessage());
                assertFalse(guest.isStopped());
                guest.checkLetGo();
                assertNull(replica.epoch());
                MigrationResult result = how.forced().migration().run();
                assertTrue(guest.isStopped() && result.confirmed());
                assertArrayEquals(guest.last(), TestGuest.checked(replica));
            }
        }
    }

    @Test
    void cancelledMigrationLosesNothing() throws Exception {
        try (TestGuest guest = new TestGuest(3, "heap", 1 << 20, 4096).start();
                Replica replica =
                        Replica.listen(Endpoint.parse("127.0.0.1:0")).intoBuffer(ByteBuffer.allocate(1 << 20))) {
            List<Round> rounds = new ArrayList<>();
            Migration[] migration = {null};
            migration[0] = Replication.of(guest.region)
                    .to(replica.endpoint())
                    .guest(guest)
                    .watchedBy(round -> {
                        rounds.add(round);
                        assertTrue(migration[0].cancel());
                    })
                    .migration();
            IOException e = assertThrows(IOException.class, migration[0]::run);
            assertTrue(e.getMessage().contains("cancelled"), e.getMessage());
            assertEquals(1, rounds.size());
            guest.checkLetGo();
            assertFalse(guest.isStopped());
            Replication.of(guest.region)
                    .to(replica.endpoint())
                    .guest(guest)
                    .migration()
                    .run();
            assertArrayEquals(guest.last(), TestGuest.checked(replica));
        }
    }

    /** Nothing is dirty after the first round, so that no send tells that the connection was ended. */
    @Test
    void cancelledMigrationDoesNotMakeTheGuestStandStill() throws Exception {
        try (TestGuest guest = new TestGuest(5, "heap", 1 << 20, 4096);
                Replica replica =
                        Replica.listen(Endpoint.parse("127.0.0.1:0")).intoBuffer(ByteBuffer.allocate(1 << 20))) {
            Migration[] migration = {null};
            migration[0] = Replication.of(guest.region)
                    .to(replica.endpoint())
                    .guest(guest)
                    .watchedBy(round -> assertTrue(migration[0].cancel()))
                    .migration();
            IOException e = assertThrows(IOException.class, migration[0]::run);
            assertTrue(e.getMessage().contains("cancelled"), e.getMessage());
            assertEquals(1, migration[0].rounds().size());
            assertFalse(guest.wasQuiesced());
        }
    }

    /** What has ended. */
    private record Ended(Migration migration, Standby standby, WeakReference<ByteBuffer> memory) {}

    @Test
    void whatHasEndedKeepsNoMemory() throws Exception {
        Ended ended = ended();
        for (int i = 0; i < 1000 && ended.memory.get() != null; i++) {
            System.gc();
            Thread.sleep(10);
        }
        assertNull(ended.memory.get());
        assertEquals(2, ended.migration.rounds().size());
        assertFalse(ended.standby.status().running());
        assertFalse(ended.migration.cancel());
    }

    private static Ended ended() throws Exception {
        try (TestGuest guest = new TestGuest(6, "heap", 100_000, 4096);
                Replica replica =
                        Replica.listen(Endpoint.parse("127.0.0.1:0")).intoBuffer(ByteBuffer.allocate(100_000))) {
            Replication how =
                    Replication.of(guest.region).to(replica.endpoint()).guest(guest);
            Standby standby = how.standby(Duration.ofMillis(5));
            assertNotNull(replica.awaitEpoch(1, Duration.ofSeconds(10)));
            standby.close();
            Migration migration = how.forced().maxRounds(1).migration();
            migration.run();
            return new Ended(migration, standby, new WeakReference<>(guest.ram));
        }
    }

    @Test
    void addressThatIsNotLoopbackIsRefusedWithoutTls() {
        IllegalStateException e = assertThrows(IllegalStateException.class, () -> {
            try (TestGuest guest = new TestGuest(4, "heap", 5000, 4096)) {
                Replication.of(guest.region)
                        .to(Endpoint.parse("192.0.2.1:7000"))
                        .migration();
            }
        });
        assertTrue(e.getMessage().contains("without TLS"), e.getMessage());
        ReplicationException refused =
                assertThrows(ReplicationException.class, () -> Replica.listen(Endpoint.parse("0.0.0.0:0"))
                        .intoBuffer(ByteBuffer.allocate(1)));
        assertTrue(refused.getMessage().contains("without TLS"), refused.getMessage());
    }
}
