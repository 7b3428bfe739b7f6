package dev.tidemark.snapshot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.tidemark.it.Seed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Files that are not as they were written, by accident or on purpose. */
class DamageTest {
    private static final int PAGE = 64;
    private static final int MUTATIONS = Integer.getInteger("tidemark.mutations", 30_000);

    private final long seed = Seed.of("DamageTest");
    private final Random random = new Random(seed);
    private final FileSystem disk = Jimfs.newFileSystem(Configuration.unix());
    private final Guest guest = new Guest("guest", ByteBuffer.allocateDirect(20 * PAGE + 5), PAGE);
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(SnapshotFile.SCRATCH_BYTES);
    private SnapshotStore store;
    private Snapshot full;
    private Snapshot increment;
    private byte[] truth;

    @BeforeEach
    void takeTwo() throws IOException {
        store = SnapshotStore.open(disk.getPath("/store"));
        guest.write(random);
        for (int i = 0; i < 12 * PAGE; i++) {
            guest.ram.put(i, (byte) (i / 7)); // worth compressing
        }
        guest.region.markDirty(0, 12 * PAGE);
        TakeOptions options =
                TakeOptions.DEFAULT.with("registers", new byte[] {1, 2, 3}).compressed(3);
        full = guest.taker(store).take(options).snapshot();
        guest.ram.put(15 * PAGE, (byte) 77).put(3 * PAGE + 1, (byte) 9).put(19 * PAGE, (byte) 1);
        guest.region.markDirty(0, 20 * PAGE);
        increment = guest.taker(store).take(TakeOptions.DEFAULT).snapshot();
        truth = guest.copy();
        assertEquals(List.of(), store.verify(SnapshotProgress.NONE));
    }

    @AfterEach
    void close() throws IOException {
        guest.close();
        disk.close();
    }

    @Test
    void everyFlippedBitIsNamedAndRefused() throws IOException {
        int flips = 0;
        for (Snapshot snapshot : List.of(full, increment)) {
            byte[] right = Files.readAllBytes(snapshot.file());
            for (int bit = 0; bit < right.length * 8; bit++) {
                byte[] wrong = right.clone();
                wrong[bit / 8] ^= (byte) (1 << bit % 8);
                DamagedException refused =
                        assertThrows(DamagedException.class, () -> read(snapshot.file(), wrong), "bit " + bit);
                assertEquals(bit / 8, refused.damage().byteOffset(), refused.getMessage());
                if (bit % 61 == 0) {
                    Files.write(snapshot.file(), wrong);
                    List<Damage> found = store.verify(SnapshotProgress.NONE);
                    assertEquals(refused.damage(), found.get(0));
                    assertRefused();
                }
                flips++;
            }
            Files.write(snapshot.file(), right);
        }
        System.out.println("DamageTest: " + flips + " flipped bits, each named and refused");
    }

    /** A restore to a file reads what the point needs; if all of a damaged run was written again later, it gives the truth. */
    private void assertRefused() {
        try {
            restore(increment);
        } catch (IOException e) {
            assertFalse(Files.exists(disk.getPath("/image")));
        }
        byte[] before = guest.copy();
        assertThrows(IOException.class, () -> guest.taker(store).restore(increment, SnapshotProgress.NONE));
        assertArrayEquals(before, guest.copy());
    }

    @Test
    void everyLengthButTheRightOneIsRefused() throws IOException {
        byte[] right = Files.readAllBytes(increment.file());
        for (int length = 0; length <= right.length + 3; length++) {
            if (length != right.length) {
                Files.write(increment.file(), java.util.Arrays.copyOf(right, length));
                assertEquals(1, store.verify(SnapshotProgress.NONE).size(), "length " + length);
                assertThrows(IOException.class, () -> restore(increment));
            }
        }
    }

    /** Mutations with right checksums, so that they get as far as the reader lets them. */
    @Test
    void mutatedFilesGiveClearErrorsOrTheTruth() throws IOException {
        byte[][] originals = {Files.readAllBytes(full.file()), Files.readAllBytes(increment.file())};
        int refused = 0;
        int accepted = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] wrong = originals[random.nextInt(2)].clone();
            for (int edits = 1 + random.nextInt(3); edits > 0; edits--) {
                edit(wrong);
            }
            if (random.nextInt(8) == 0) {
                wrong = java.util.Arrays.copyOf(wrong, random.nextInt(wrong.length + 100));
            }
            boolean sealed = random.nextInt(4) != 0 && seal(wrong);
            try {
                read(disk.getPath(nameOf(wrong)), wrong);
                accepted++;
                assertTrue(sealed || isOriginal(wrong, originals), "unsealed and accepted: mutation " + i);
            } catch (SnapshotException e) {
                refused++;
                assertFalse(e.getMessage().isBlank() || e.getMessage().contains("\n"), e.getMessage());
            }
        }
        System.out.printf("DamageTest: %d mutations, %d refused, %d accepted%n", MUTATIONS, refused, accepted);
        assertTrue(refused > MUTATIONS / 2 && accepted > 0);
    }

    private static boolean isOriginal(byte[] bytes, byte[][] originals) {
        return java.util.Arrays.equals(bytes, originals[0]) || java.util.Arrays.equals(bytes, originals[1]);
    }

    /** Reads all that a reader reads. */
    private void read(Path path, byte[] bytes) throws IOException {
        try (SnapshotFile file = SnapshotFile.of(path, new BytesChannel(bytes))) {
            file.check(scratch, step -> {});
            file.attachments();
        }
    }

    private void edit(byte[] bytes) {
        int front = Math.min(bytes.length, random.nextInt(3) == 0 ? bytes.length : SnapshotFormat.FIXED_BYTES + 400);
        int at = random.nextInt(front);
        switch (random.nextInt(4)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes[at] = (byte) random.nextInt();
            case 2 -> {
                int[] values = {0, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 1, PAGE, 1 << 21, bytes.length};
                int word = Math.min(at & ~3, bytes.length - 4);
                ByteBuffer.wrap(bytes).putInt(word, values[random.nextInt(values.length)]);
            }
            default -> {
                int from = random.nextInt(front);
                int length = random.nextInt(Math.min(40, bytes.length - Math.max(from, at)) + 1);
                System.arraycopy(bytes, from, bytes, at, length);
            }
        }
    }

    private static String nameOf(byte[] bytes) {
        try {
            return SnapshotFormat.decode(ByteBuffer.wrap(bytes, 0, SnapshotFormat.FIXED_BYTES))
                    .fileName();
        } catch (IOException | RuntimeException e) {
            return "00000000-000000-full.tide";
        }
    }

    /** Makes the checksums and the hash fit what is there, where the sections can be told apart. */
    private static boolean seal(byte[] bytes) {
        try {
            Header header = SnapshotFormat.decode(ByteBuffer.wrap(bytes, 0, SnapshotFormat.FIXED_BYTES));
            MessageDigest sum = Checksums.sha256();
            sum.update(bytes, 0, SnapshotFormat.Field.HASH.offset());
            int at = SnapshotFormat.FIXED_BYTES + SnapshotFormat.CRC_BYTES;
            int runs = header.runCount() * SnapshotFormat.RUN_BYTES;
            for (int length : new int[] {header.nameBytes(), header.attachmentBytes(), runs}) {
                sum.update(bytes, at, length);
                putCrc(bytes, at, length);
                at += length + SnapshotFormat.CRC_BYTES;
            }
            System.arraycopy(sum.digest(), 0, bytes, SnapshotFormat.Field.HASH.offset(), SnapshotFormat.HASH_BYTES);
            putCrc(bytes, 0, SnapshotFormat.FIXED_BYTES);
            return true;
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    private static void putCrc(byte[] bytes, int at, int length) {
        int crc = Checksums.crc(ByteBuffer.wrap(bytes, at, length));
        ByteBuffer.wrap(bytes).putInt(at + length, crc);
    }

    private void restore(Snapshot point) throws IOException {
        Path image = disk.getPath("/image");
        Files.deleteIfExists(image);
        store.restore(point, image, SnapshotProgress.NONE);
        assertArrayEquals(truth, Files.readAllBytes(image));
    }
}
