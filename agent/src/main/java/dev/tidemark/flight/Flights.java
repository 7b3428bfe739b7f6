package dev.tidemark.flight;

import dev.tidemark.snapshot.SnapshotNews;
import dev.tidemark.snapshot.Taken;
import dev.tidemark.track.RegionTracker;
import dev.tidemark.track.TrackedRegion;
import dev.tidemark.watch.WriterSampler;
import jdk.jfr.FlightRecorder;

/** Connects the events with what they tell of. */
public final class Flights {
    private Flights() {}

    /**
     * From now on. Once; recordings that begin later get the events too.
     *
     * @throws LinkageError if this JVM has no Flight Recorder
     */
    public static void board(RegionTracker tracker) {
        FlightRecorder.register(HarvestEvent.class);
        FlightRecorder.register(RegionEvent.class);
        FlightRecorder.register(SnapshotEvent.class);
        FlightRecorder.addPeriodicEvent(DirtyRateEvent.class, new RateFlights(tracker));
        FlightRecorder.addListener(RegionFlights.listenTo(tracker));
        tracker.observe(new HarvestFlights());
        FlightRecorder.register(PageDirtiedEvent.class);
        WriterSampler.tell(Flights::sampled);
        SnapshotNews.tell(Flights::stored);
    }

    /** Runs inside a write. */
    private static void sampled(TrackedRegion region, long page) {
        PageDirtiedEvent event = new PageDirtiedEvent();
        if (event.shouldCommit()) {
            event.region = region.name();
            event.page = page;
            event.offset = page * region.pageSize();
            event.commit();
        }
    }

    private static void stored(Taken taken) {
        SnapshotEvent event = new SnapshotEvent();
        if (event.shouldCommit()) {
            event.region = taken.snapshot().region();
            event.point = taken.snapshot().name();
            event.full = taken.snapshot().full();
            event.dirtyPages = taken.dirtyPages();
            event.storedPages = taken.storedPages();
            event.storedBytes = taken.snapshot().fileBytes();
            event.pause = taken.pauseNanos();
            event.total = taken.totalNanos();
            event.commit();
        }
    }
}
