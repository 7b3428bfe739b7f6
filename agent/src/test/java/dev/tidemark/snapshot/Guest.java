package dev.tidemark.snapshot;

import dev.tidemark.Client;
import dev.tidemark.Region;
import dev.tidemark.track.RegionTracker;
import java.nio.ByteBuffer;
import java.util.Random;

/** A tracked buffer without the agent: writes are told to the region by hand. */
final class Guest implements AutoCloseable {
    final RegionTracker tracker = new RegionTracker(4096, () -> {});
    final ByteBuffer ram;
    final Region region;

    Guest(String name, ByteBuffer ram, int pageSize) {
        this.ram = ram;
        this.region = tracker.track(name, ram, pageSize);
    }

    static Guest random(Random random) {
        int pageSize = 64 << random.nextInt(5);
        int size = 1 + random.nextInt(pageSize * (1 + random.nextInt(40)));
        ByteBuffer ram = random.nextBoolean() ? ByteBuffer.allocate(size) : ByteBuffer.allocateDirect(size);
        return new Guest("guest", ram, pageSize);
    }

    Client client(String name) {
        return tracker.client(name);
    }

    SnapshotTaker taker(SnapshotStore store) {
        return store.taker(region, tracker::client);
    }

    /** Bytes, zeros, or what is there already. */
    void write(Random random) {
        int at = random.nextInt(ram.capacity());
        int length = 1 + random.nextInt(Math.min(ram.capacity() - at, 1 + random.nextInt(3 * region.pageSize())));
        int how = random.nextInt(4);
        for (int i = at; i < at + length; i++) {
            ram.put(i, how == 0 ? 0 : how == 1 ? ram.get(i) : (byte) random.nextInt());
        }
        region.markDirty(at, length);
    }

    byte[] copy() {
        byte[] bytes = new byte[ram.capacity()];
        ram.get(0, bytes);
        return bytes;
    }

    @Override
    public void close() {
        region.close();
    }
}
