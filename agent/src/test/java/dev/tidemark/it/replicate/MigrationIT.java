package dev.tidemark.it.replicate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.it.Seed;
import dev.tidemark.replicate.Endpoint;
import dev.tidemark.replicate.MigrationResult;
import dev.tidemark.replicate.Replica;
import dev.tidemark.replicate.Replication;
import dev.tidemark.replicate.Standby;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Guests that write at random in every way that buffers have, seen by the agent's hooks alone, are moved while a standby follows them: what
 * arrives is what they held, byte for byte. {@code -Dtidemark.migrations=300} for long.
 */
class MigrationIT {
    private static final int MIGRATIONS = Integer.getInteger("tidemark.migrations", 9);
    private static final String[] KINDS = {"heap", "direct", "mapped"};

    @TempDir
    private Path directory;

    private final Map<String, Integer> moved = new TreeMap<>();
    private long rounds;
    private long writes;
    private long bytes;
    private long epochs;
    private long lookedAt;

    @Test
    void bytesAreTheSameAtHandOver() throws Exception {
        Random random = new Random(Seed.of("MigrationIT"));
        for (int i = 0; i < MIGRATIONS; i++) {
            move(i, KINDS[i % KINDS.length], new Random(random.nextLong()));
        }
        System.out.printf(
                "MigrationIT: migrations %s, %d rounds, guests made %d writes, %d bytes compared at hand-over, 0 differ;"
                        + " %d of %d epochs of standbys looked at, none torn%n",
                moved, rounds, writes, bytes, lookedAt, epochs);
        assertEquals(
                MIGRATIONS, moved.values().stream().mapToInt(Integer::intValue).sum());
        assertTrue(lookedAt > 0);
    }

    private void move(int number, String kind, Random random) throws Exception {
        int pageSize = 64 << random.nextInt(11);
        int size = 1 + random.nextInt(1 << (10 + random.nextInt(12)));
        Path image = directory.resolve("image" + number);
        boolean intoFile = random.nextBoolean();
        boolean unix = random.nextBoolean();
        ByteBuffer there = random.nextBoolean() ? ByteBuffer.allocate(size) : ByteBuffer.allocateDirect(size);
        Endpoint at = Endpoint.parse(unix ? "unix:" + directory.resolve("socket" + number) : "127.0.0.1:0");
        try (Replica standing = Replica.listen(Endpoint.parse("127.0.0.1:0")).intoBuffer(ByteBuffer.allocate(size));
                Replica moving = intoFile
                        ? Replica.listen(at).intoFile(image)
                        : Replica.listen(at).intoBuffer(there);
                RandomGuest guest = new RandomGuest(
                        ram(number, kind, size),
                        "random" + number,
                        pageSize,
                        1 + random.nextInt(3),
                        1 + random.nextInt(400),
                        random)) {
            Replication how = Replication.of(guest.region).guest(guest);
            MigrationResult result;
            long seen = 0;
            try (Standby standby = how.to(standing.endpoint()).standby(Duration.ofMillis(1 + random.nextInt(10)))) {
                for (int looks = random.nextInt(6); looks > 0; looks--) {
                    if (standing.awaitEpoch(seen + 1, Duration.ofMinutes(2)) == null) {
                        throw new AssertionError("no epoch: " + standby.status() + standing.lastProblem());
                    }
                    seen = look(standing);
                    lookedAt++;
                }
                result = how.to(moving.endpoint())
                        .downtime(Duration.ofMillis(1 + random.nextInt(50)))
                        .maxRounds(1 + random.nextInt(10))
                        .forced()
                        .migration()
                        .run();
            }
            epochs += standing.epoch() == null ? 0 : standing.epoch().number();
            byte[] here = guest.bytes();
            assertTrue(result.confirmed() && guest.isStopped());
            assertEquals(result.epoch(), look(moving));
            byte[] arrived = intoFile ? Files.readAllBytes(image) : new byte[size];
            if (!intoFile) {
                there.get(0, arrived);
            }
            assertArrayEquals(here, arrived, () -> kind + " of " + size + " in pages of " + pageSize);
            moved.merge(kind, 1, Integer::sum);
            rounds += result.rounds().size();
            writes += guest.writes();
            bytes += size;
        }
        Files.deleteIfExists(image);
    }

    /** The number of an epoch whose bytes are those of the moment that the guest named. */
    private static long look(Replica replica) throws IOException {
        return replica.read((epoch, content) -> {
            byte[] held = new byte[(int) epoch.byteSize()];
            content.read(0, ByteBuffer.wrap(held));
            assertArrayEquals(epoch.state(), RandomGuest.sha(held), () -> "torn: " + epoch);
            return epoch.number();
        });
    }

    private ByteBuffer ram(int number, String kind, int size) throws IOException {
        if (!kind.equals("mapped")) {
            return kind.equals("heap") ? ByteBuffer.allocate(size) : ByteBuffer.allocateDirect(size);
        }
        try (FileChannel file = FileChannel.open(
                directory.resolve("ram" + number),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE)) {
            return file.map(FileChannel.MapMode.READ_WRITE, 0, size);
        }
    }
}
