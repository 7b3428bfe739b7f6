package dev.tidemark.it.rewind;

import dev.tidemark.Client;
import dev.tidemark.Region;
import dev.tidemark.RegionKind;
import dev.tidemark.Tidemark;
import dev.tidemark.it.RawMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;

/**
 * Random histories under the agent: nobody tells it of a write. Arguments: kind, histories, steps, seed, and {@code oom} for a heap
 * that is full at times.
 */
final class HistoriesProgram {
    /** From this on a heap buffer is known from its birth; smaller ones are compared. */
    private static final int WATCHED = 256 << 10;

    private HistoriesProgram() {}

    public static void main(String[] arguments) throws IOException {
        RegionKind kind = RegionKind.valueOf(arguments[0]);
        Random random = new Random(Long.parseLong(arguments[3]));
        RewindHistory.Counts counts = new RewindHistory.Counts();
        List<Client> clients = List.of(Tidemark.client("one"), Tidemark.client("two"));
        int histories = Integer.parseInt(arguments[1]);
        for (int i = 0; i < histories; i++) {
            // What runs for the first time while memory is short fails for good in the JDK's own classes.
            boolean oom = arguments.length > 4 && i > histories / 10;
            int pageSize = 64 << random.nextInt(7);
            int size = 1 + random.nextInt(20 * pageSize);
            if (kind == RegionKind.HEAP && !oom && i % 8 == 0) {
                size += WATCHED;
            }
            long address = kind == RegionKind.NATIVE ? RawMemory.allocate(size) : 0;
            Guest guest = new Guest(buffer(kind, size), address, size, random);
            if (address != 0) {
                RawMemory.fill(address, size, (byte) 0);
            }
            Region region = address != 0
                    ? Tidemark.trackMemory("guest", address, size, pageSize, guest)
                    : Tidemark.track("guest", guest.buffer, pageSize);
            try (region) {
                new RewindHistory(
                                region,
                                clients,
                                guest,
                                oom ? new FullHeap(random) : RewindHistory.Faults.NONE,
                                random,
                                counts)
                        .run(Integer.parseInt(arguments[2]));
            }
            if (address != 0) {
                RawMemory.free(address);
            }
        }
        System.out.println(kind + ": " + counts);
        if (arguments.length > 4 && counts.failures() == 0) {
            throw new AssertionError("nothing failed");
        }
    }

    private static ByteBuffer buffer(RegionKind kind, int size) throws IOException {
        return switch (kind) {
            case HEAP -> ByteBuffer.allocate(size);
            case DIRECT -> ByteBuffer.allocateDirect(size);
            case MAPPED -> map(size);
            case NATIVE -> null;
        };
    }

    private static ByteBuffer map(int size) throws IOException {
        Path file = Files.createTempFile("rewind", ".bin");
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE)) {
            return channel.map(MapMode.READ_WRITE, 0, size);
        }
    }

    private record Guest(ByteBuffer buffer, long address, int size, Random random) implements RewindHistory.Guest {
        @Override
        public void write(int at, byte[] bytes) {
            if (buffer == null) {
                RawMemory.write(address + at, bytes);
            } else if (bytes.length > 8 || random.nextBoolean()) {
                buffer.put(at, bytes);
            } else {
                for (int i = 0; i < bytes.length; i++) {
                    buffer.put(at + i, bytes[i]);
                }
            }
        }

        @Override
        public byte[] read() {
            if (buffer == null) {
                return RawMemory.read(address, size);
            }
            byte[] bytes = new byte[size];
            buffer.get(0, bytes);
            return bytes;
        }
    }

    /** Every few calls, a heap with room for less than they may need. */
    private static final class FullHeap implements RewindHistory.Faults {
        private static final int SMALLEST = 256;

        private final Random random;
        private final byte[][] ballast = new byte[1 << 16][];

        FullHeap(Random random) {
            this.random = random;
        }

        @Override
        public <T> T call(java.util.function.Supplier<T> operation) {
            if (random.nextInt(4) > 0) {
                return operation.get();
            }
            int used = fill();
            for (int free = random.nextInt(1 + random.nextInt(40)); free > 0 && used > 0; free--) {
                ballast[--used] = null; // the last ones are the smallest
            }
            try {
                return operation.get();
            } finally {
                java.util.Arrays.fill(ballast, null);
            }
        }

        private int fill() {
            int used = 0;
            for (int size = 1 << 20; size >= SMALLEST; ) {
                try {
                    ballast[used] = new byte[size];
                    used++;
                } catch (OutOfMemoryError e) {
                    size /= 16;
                }
            }
            return used;
        }
    }
}
