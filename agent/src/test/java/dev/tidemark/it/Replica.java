package dev.tidemark.it;

import dev.tidemark.Client;
import dev.tidemark.DirtyPages;
import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import java.nio.ByteBuffer;

/** A copy of a region that only ever takes over dirty pages, as a backup does. */
public final class Replica {
    private final Region region;
    private final Client client;
    private final byte[] bytes;

    /** A replica of zeros, kept up to date by a client of that name. */
    public Replica(Region region, String client) {
        this.region = region;
        this.client = Tidemark.client(client);
        this.bytes = new byte[(int) region.byteSize()];
    }

    /** Harvests, and copies what was dirty from {@code source}, which has the region's bytes from index 0 on. */
    public DirtyPages update(ByteBuffer source) {
        DirtyPages dirty = region.harvest(client);
        dirty.forEachRun((offset, length) -> source.get((int) offset, bytes, (int) offset, (int) length));
        return dirty;
    }

    /** The copy itself. */
    public byte[] bytes() {
        return bytes;
    }
}
