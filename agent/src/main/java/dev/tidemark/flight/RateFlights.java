package dev.tidemark.flight;

import dev.tidemark.Client;
import dev.tidemark.Region;
import dev.tidemark.track.ClientStats;
import dev.tidemark.track.RegionTracker;
import dev.tidemark.track.TrackedRegion;
import dev.tidemark.watch.DirtyRate;
import java.util.HashMap;
import java.util.Map;

/** Looks at all regions once per period of the event, on the recorder's own thread, and takes nothing. */
final class RateFlights implements Runnable {
    private record Key(TrackedRegion region, String client) {}

    private record Reading(ClientStats stats, long nanoTime) {}

    private final RegionTracker tracker;
    private Map<Key, Reading> readings = new HashMap<>();

    RateFlights(RegionTracker tracker) {
        this.tracker = tracker;
    }

    @Override
    public synchronized void run() {
        Map<Key, Reading> now = new HashMap<>();
        for (Region each : tracker.regions()) {
            TrackedRegion region = (TrackedRegion) each;
            for (Client client : tracker.clients()) {
                try {
                    Key key = new Key(region, client.name());
                    Reading reading = new Reading(region.stats(client), System.nanoTime());
                    now.put(key, reading);
                    commit(key, readings.get(key), reading);
                } catch (IllegalStateException endedMeanwhile) {
                    continue;
                }
            }
        }
        readings = now;
    }

    private static void commit(Key key, Reading before, Reading now) {
        DirtyRateEvent event = new DirtyRateEvent();
        event.region = key.region.name();
        event.client = key.client;
        event.dirtyPages = now.stats.dirtyPages();
        event.dirtyBytes = now.stats.dirtyBytes();
        if (before != null) {
            event.bytesPerSecond = DirtyRate.pagesBetween(before.stats, now.stats)
                    * (double) key.region.pageSize()
                    * 1e9
                    / Math.max(1, now.nanoTime - before.nanoTime);
        }
        event.commit();
    }
}
