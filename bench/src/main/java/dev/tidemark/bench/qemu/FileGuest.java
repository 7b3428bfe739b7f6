package dev.tidemark.bench.qemu;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;

/**
 * Reads or writes a file of 1 GiB, which is bigger than its RAM, in chunks of 128 KiB, 128 MiB per step. RAM holds, as a kernel's
 * does: a descriptor of 64 bytes per page, a program's buffer of one chunk, and a page cache of 384 MiB that is used round and
 * round. The host does the input and output straight into and out of the page cache.
 */
final class FileGuest implements Guest {
    private static final long FILE_SIZE = 1L << 30;
    private static final int CHUNK = 128 << 10;
    private static final int STEP = 128 << 20;
    private static final int STEPS_PER_MIGRATION = 2;
    private static final int DESCRIPTOR = 64;
    private static final int PROGRAM = GuestRam.PAGES * DESCRIPTOR;
    private static final int CACHE = 64 << 20;
    private static final int CACHE_SIZE = 384 << 20;

    private final GuestRam ram;
    private final FileChannel file;
    private final boolean reads;
    private final byte[] data = new byte[CHUNK];
    private int slot;
    private long tick;

    private FileGuest(GuestRam ram, Path scratch, boolean reads) throws IOException {
        this.ram = ram;
        this.reads = reads;
        this.file = FileChannel.open(
                scratch.resolve("disk.img"),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE);
        new Random(42).nextBytes(data);
    }

    static FileGuest reading(GuestRam ram, Path scratch) throws IOException {
        FileGuest guest = new FileGuest(ram, scratch, true);
        ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK).put(guest.data);
        for (long position = 0; position < FILE_SIZE; position += CHUNK) {
            guest.file.write(chunk.flip(), position);
        }
        return guest;
    }

    static FileGuest writing(GuestRam ram, Path scratch) throws IOException {
        return new FileGuest(ram, scratch, false);
    }

    @Override
    public int steps() {
        return (int) (FILE_SIZE / STEP);
    }

    @Override
    public int stepsPerMigration() {
        return STEPS_PER_MIGRATION;
    }

    @Override
    public void step(int step) throws IOException {
        if (step == 0) {
            slot = 0; // so that all rounds are alike
        }
        for (long position = (long) step * STEP; position < (long) (step + 1) * STEP; position += CHUNK) {
            int cached = CACHE + slot;
            slot = (slot + CHUNK) % CACHE_SIZE;
            if (reads) {
                ram.read(file, position, cached, CHUNK);
                describe(cached);
                ram.copy(cached, PROGRAM, CHUNK);
            } else {
                ram.put(PROGRAM, data);
                ram.copy(PROGRAM, cached, CHUNK);
                describe(cached);
                ram.write(file, position, cached, CHUNK);
            }
        }
    }

    /** The kernel notes in its descriptors which part of which file the pages hold. */
    private void describe(int offset) {
        for (int page = offset / GuestRam.PAGE; page < (offset + CHUNK) / GuestRam.PAGE; page++) {
            ram.putLong(page * DESCRIPTOR, ++tick);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
