package dev.tidemark.it.replicate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.it.ForkedJvm;
import dev.tidemark.it.Seed;
import dev.tidemark.replicate.Endpoint;
import dev.tidemark.replicate.MigrationResult;
import dev.tidemark.replicate.Replica;
import dev.tidemark.replicate.ReplicaEpoch;
import dev.tidemark.replicate.Replication;
import dev.tidemark.replicate.Standby;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Guests that the agent's hooks watch: every epoch shows exactly one edge, and kills lose none. */
class ReplicationIT {
    private static final int SIZE = 1 << 20;
    private static final int MIGRATIONS = Integer.getInteger("tidemark.migrations", 9);
    private static final int KILLS = Integer.getInteger("tidemark.kills", 8);
    private static final Duration SOON = Duration.ofMinutes(2);

    @TempDir
    private Path directory;

    private int names;

    private ByteBuffer ram(int kind) throws IOException {
        if (kind < 2) {
            return kind == 0 ? ByteBuffer.allocate(SIZE) : ByteBuffer.allocateDirect(SIZE);
        }
        try (FileChannel file = FileChannel.open(
                directory.resolve("ram" + names++),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
            return file.map(FileChannel.MapMode.READ_WRITE, 0, SIZE);
        }
    }

    /** How many edges its epoch has; fails unless that is where the guest was. */
    private static int edges(Replica replica) throws IOException {
        return replica.read((epoch, bytes) -> {
            ByteBuffer content = ByteBuffer.allocate(SIZE);
            bytes.read(0, content);
            return EdgeGuest.edges(content.clear(), epoch.state());
        });
    }

    @Test
    void everyEpochHasOneEdgeAndTheHandOverAllBytes() throws Exception {
        int epochs = 0;
        int edges = 0;
        for (int i = 0; i < MIGRATIONS; i++) {
            EdgeGuest guest = new EdgeGuest(ram(i % 3), "edge" + i);
            Thread thread = new Thread(guest, "guest");
            thread.start();
            try (Replica standing =
                            Replica.listen(Endpoint.parse("127.0.0.1:0")).intoBuffer(ByteBuffer.allocate(SIZE));
                    Replica moving =
                            Replica.listen(Endpoint.parse("127.0.0.1:0")).intoFile(directory.resolve("image" + i))) {
                Replication how = Replication.of(guest.region).guest(guest);
                MigrationResult result;
                try (Standby standby = how.to(standing.endpoint()).standby(Duration.ofMillis(2))) {
                    for (int n = 0; n < 10; n++) {
                        ReplicaEpoch held = standing.epoch();
                        assertNotNull(
                                standing.awaitEpoch(held == null ? 1 : held.number() + 1, SOON),
                                () -> standby.status().toString());
                        edges += edges(standing);
                        epochs++;
                    }
                    // the longest downtime, for the guest never rests
                    result = how.to(moving.endpoint())
                            .downtime(Duration.ofMillis(200))
                            .forced()
                            .migration()
                            .run();
                }
                thread.join();
                assertTrue(result.confirmed());
                edges(moving);
                byte[] here = new byte[SIZE];
                guest.ram.get(0, here);
                assertArrayEquals(here, Files.readAllBytes(directory.resolve("image" + i)));
            } finally {
                guest.end();
                thread.join();
                guest.region.close();
            }
        }
        System.out.printf(
                "ReplicationIT: %d migrations, %d epochs looked at, %d with an edge where the guest was, none with another%n",
                MIGRATIONS, epochs, edges);
        assertTrue(edges > epochs / 2);
    }

    @Test
    void killedReplicaHasItsEpoch() throws Exception {
        Random random = new Random(Seed.of("ReplicationIT"));
        Path image = directory.resolve("killed");
        Endpoint at = Endpoint.parse("unix:" + directory.resolve("socket"));
        EdgeGuest guest = new EdgeGuest(ram(1), "killed");
        Thread thread = new Thread(guest, "guest");
        thread.start();
        long last = 0;
        int whole = 0;
        try (Standby standby = Replication.of(guest.region)
                .to(at)
                .guest(guest)
                .silence(Duration.ofSeconds(1))
                .standby(Duration.ofMillis(2))) {
            for (int kill = 0; kill < KILLS; kill++) {
                try (ForkedJvm.Running jvm = ForkedJvm.withoutAgent()
                        .flags("-Xmx64m")
                        .start(ReplicaProgram.class, at.toString(), image.toString())) {
                    jvm.awaitLine("epoch");
                    Thread.sleep(random.nextInt(150));
                } // closing kills it
                Files.deleteIfExists(directory.resolve("socket"));
                try (Replica replica =
                        Replica.listen(Endpoint.parse("127.0.0.1:0")).intoFile(image)) {
                    ReplicaEpoch held = replica.epoch();
                    assertNotNull(held, () -> standby.status().toString());
                    assertTrue(held.number() >= last, "epochs went back");
                    last = held.number();
                    edges(replica);
                    whole++;
                }
            }
        } finally {
            guest.end();
            thread.join();
            guest.region.close();
        }
        System.out.printf(
                "ReplicationIT: replica killed %d times, %d whole epochs, the last is %d%n", KILLS, whole, last);
    }

    @Test
    void killedSourceLeavesAnEpoch() throws Exception {
        Random random = new Random(Seed.of("ReplicationIT"));
        try (Replica replica = Replica.listen(Endpoint.parse("127.0.0.1:0"))
                .silence(Duration.ofSeconds(1))
                .intoFile(directory.resolve("source"))) {
            long last = 0;
            for (int kill = 0; kill < KILLS; kill++) {
                try (ForkedJvm.Running jvm = ForkedJvm.withAgent("min=off")
                        .flags("-Xmx64m")
                        .start(SourceProgram.class, replica.endpoint().toString())) {
                    jvm.awaitLine("ready");
                    assertNotNull(replica.awaitEpoch(last + 1, SOON), replica::lastProblem);
                    Thread.sleep(random.nextInt(150));
                }
                edges(replica);
                assertTrue(replica.epoch().number() > last);
                last = replica.epoch().number();
            }
            System.out.printf("ReplicationIT: source killed %d times, the last epoch is %d%n", KILLS, last);
        }
    }
}
