package dev.tidemark.rewind;

import dev.tidemark.Client;
import dev.tidemark.Coverage;
import dev.tidemark.Region;
import dev.tidemark.boot.Hooks;
import dev.tidemark.it.RawMemory;
import dev.tidemark.it.Seed;
import dev.tidemark.it.rewind.RewindHistory;
import dev.tidemark.track.EscapePolicy;
import dev.tidemark.track.RegionTracker;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Thousands of random histories against full copies, on all kinds of memory but mapped files. Stores are told to the hooks by hand;
 * where coverage allows it, many are not told.
 */
class RewindModelTest {
    private static final int HISTORIES = 3_000;
    private static final int STEPS = 60;

    private final Random random = new Random(Seed.of("RewindModelTest"));
    private final RewindHistory.Counts counts = new RewindHistory.Counts();

    @Test
    void everyStateComesBackByteForByte() {
        for (int i = 0; i < HISTORIES; i++) {
            EscapePolicy policy = random.nextBoolean() ? EscapePolicy.HASH : EscapePolicy.FLAG;
            RegionTracker tracker = new RegionTracker(4096, () -> {});
            tracker.rewindWith(new Rewinds(tracker));
            tracker.escapePolicy(policy);
            int pageSize = 64 << random.nextInt(5);
            int size = 1 + random.nextInt(random.nextInt(8) == 0 ? 200 * pageSize : 20 * pageSize);
            long address = i % 3 == 0 ? RawMemory.allocate(size) : 0;
            boolean unseen = i % 4 == 0;
            try {
                run(tracker, i % 3, address, size, pageSize, unseen);
            } finally {
                if (address != 0) {
                    RawMemory.free(address);
                }
            }
        }
        System.out.println("RewindModelTest: " + counts);
    }

    private void run(RegionTracker tracker, int kind, long address, int size, int pageSize, boolean unseen) {
        List<Client> clients = List.of(tracker.client("one"), tracker.client("two"));
        RewindHistory.Guest guest;
        Region region;
        if (kind == 0) {
            RawMemory.write(address, new byte[size]);
            guest = new NativeGuest(address, size, unseen ? random : null);
            region = tracker.trackMemory("guest", address, size, pageSize, this);
            if (unseen) {
                tracker.exposed(address, size, Coverage.NATIVE_EXPOSED, "a test");
            }
        } else {
            ByteBuffer buffer = kind == 1 ? ByteBuffer.allocate(size) : ByteBuffer.allocateDirect(size);
            boolean exposed = kind == 1; // no agent saw the array being allocated
            guest = new BufferGuest(buffer, exposed && unseen ? random : null);
            region = tracker.track("guest", buffer, pageSize);
        }
        try (region) {
            // Where nobody compares, other clients cannot know of unseen writes.
            List<Client> replicas = unseen && tracker.escapePolicy() == EscapePolicy.FLAG ? List.of() : clients;
            new RewindHistory(region, replicas, guest, RewindHistory.Faults.NONE, random, counts).run(STEPS);
        }
    }

    private static void stored(Object base, long offset, long length) {
        try {
            Hooks.stored(base, offset, length);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private record NativeGuest(long address, int size, Random unseen) implements RewindHistory.Guest {
        @Override
        public void write(int at, byte[] bytes) {
            RawMemory.write(address + at, bytes);
            if (unseen == null || unseen.nextBoolean()) {
                stored(null, address + at, bytes.length);
            }
        }

        @Override
        public byte[] read() {
            return RawMemory.read(address, size);
        }
    }

    private record BufferGuest(ByteBuffer buffer, Random unseen) implements RewindHistory.Guest {
        @Override
        public void write(int at, byte[] bytes) {
            buffer.put(at, bytes);
            if (unseen == null || unseen.nextBoolean()) {
                if (buffer.hasArray()) {
                    stored(buffer.array(), RawMemory.ARRAY_BASE + at, bytes.length);
                } else {
                    stored(null, RawMemory.address(buffer) + at, bytes.length);
                }
            }
        }

        @Override
        public byte[] read() {
            byte[] bytes = new byte[buffer.capacity()];
            buffer.get(0, bytes);
            return bytes;
        }
    }
}
