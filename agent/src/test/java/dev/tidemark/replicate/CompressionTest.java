package dev.tidemark.replicate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.it.Seed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What is packed is unpacked to the same, and fewer bytes are sent where bytes repeat. */
class CompressionTest {
    private static final int SIZE = 2 << 20;
    private static final int PAGE = 4096;

    @Test
    void packedBatchesAreUnpackedToTheSame() throws IOException {
        SplittableRandom random = new SplittableRandom(Seed.of("CompressionTest"));
        Unpacker unpacker = new Unpacker();
        long packed = 0;
        for (int i = 0; i < 500; i++) {
            Packer packer = new Packer(1 + random.nextInt(3));
            Batch batch = new Batch();
            byte[] bytes = new byte[Protocol.MAX_RUN];
            int repeating = random.nextInt(20);
            for (int at = 0; at < bytes.length; at++) {
                bytes[at] = (byte) (repeating == 0 ? random.nextInt() : at / (1 << repeating));
            }
            int most = 1 + random.nextInt(Protocol.MAX_RUN);
            do {
                int length = 1 + random.nextInt(Math.min(most, batch.room()));
                boolean zero = random.nextInt(4) == 0;
                batch.add(
                        random.nextLong(),
                        length,
                        zero ? Protocol.ZERO : Protocol.RAW,
                        bytes,
                        random.nextInt(bytes.length - length + 1),
                        zero ? 0 : length);
            } while (batch.room() > 0 && random.nextInt(30) > 0);
            ByteBuffer payloads = ByteBuffer.allocate(Protocol.MAX_PACKED);
            batch.payloads(payloads);
            ByteBuffer frame = packer.pack(batch);
            if (frame != null) {
                packed++;
                assertEquals(frame.limit() - Protocol.FRAME_HEAD, frame.getInt(0));
                assertTrue(frame.limit() < batch.size());
                assertEquals(
                        payloads.flip(),
                        unpacker.unpack(frame.slice(Protocol.FRAME_HEAD, frame.limit() - Protocol.FRAME_HEAD)));
            }
        }
        assertTrue(packed > 200 && packed < 500, "packed " + packed);
    }

    @Test
    void fewerBytesAreSentWhereBytesRepeat() throws Exception {
        long plain = sent(0, false);
        long packed = sent(1, false);
        long random = sent(1, true);
        System.out.println(
                "CompressionTest: " + plain + " bytes sent, compressed " + packed + ", of random bytes " + random);
        assertTrue(plain > SIZE && packed < SIZE / 4, () -> plain + " and " + packed);
        assertTrue(random > SIZE && random < SIZE + SIZE / 50, () -> "of random bytes " + random);
    }

    @Test
    void standbyFollowsCompressed() throws Exception {
        try (TestGuest guest = new TestGuest(5, "direct", SIZE, PAGE).start();
                Replica replica = Replica.listen(Endpoint.parse("127.0.0.1:0")).intoBuffer(ByteBuffer.allocate(SIZE));
                Standby standby = Replication.of(guest.region)
                        .to(replica.endpoint())
                        .guest(guest)
                        .compressed(3)
                        .standby(Duration.ofMillis(2))) {
            for (int epoch = 1; epoch < 20; epoch++) {
                assertTrue(replica.awaitEpoch(epoch, Duration.ofSeconds(10)) != null, () -> standby.status()
                        .toString());
                TestGuest.checked(replica);
            }
        }
    }

    @Test
    void levelsThatDoNotExistAreRefused() throws Exception {
        try (TestGuest guest = new TestGuest(1, "heap", 5000, PAGE)) {
            Replication how = Replication.of(guest.region);
            for (int level : new int[] {-1, 23}) {
                IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> how.compressed(level));
                assertTrue(e.getMessage().contains("1 to 22, or 0 for none: " + level), e.getMessage());
            }
        }
    }

    private static long sent(int level, boolean random) throws Exception {
        try (TestGuest guest = new TestGuest(3, "heap", SIZE, PAGE);
                Replica replica = Replica.listen(Endpoint.parse("127.0.0.1:0")).intoBuffer(ByteBuffer.allocate(SIZE))) {
            SplittableRandom bytes = new SplittableRandom(7);
            for (int at = 0; at < SIZE; at += 8) {
                guest.ram.putLong(at, random ? bytes.nextLong() : at / 512 + 1L);
            }
            guest.region.markDirty(0, SIZE);
            MigrationResult moved = Replication.of(guest.region)
                    .to(replica.endpoint())
                    .guest(guest)
                    .compressed(level)
                    .forced()
                    .migration()
                    .run();
            assertArrayEquals(guest.last(), TestGuest.checked(replica));
            return moved.wireBytes();
        }
    }
}
