package dev.tidemark.bench.guest;

import dev.tidemark.Client;
import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import java.nio.ByteBuffer;

/** The guest's memory as a region, harvested again and again as a backup would. */
final class GuestTracking implements Runnable {
    private final Region region;
    private final Client client = Tidemark.client("bench");

    /** Tracks the buffer, with pages of 4 KiB, and takes the first harvest, which is everything. */
    GuestTracking(ByteBuffer ram) {
        region = Tidemark.track("guest", ram);
        region.harvest(client);
    }

    /** Harvests, so that the next write to each page meets a clean mark. */
    @Override
    public void run() {
        long pages = region.harvest(client).pageCount();
        if (pages == 0 || pages == region.pageCount()) {
            throw new IllegalStateException("the guest wrote, and " + pages + " pages are dirty");
        }
    }
}
