package dev.tidemark.flight;

import dev.tidemark.Region;
import dev.tidemark.track.RegionListener;
import dev.tidemark.track.RegionTracker;
import dev.tidemark.track.TrackedRegion;
import jdk.jfr.FlightRecorderListener;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;

/** Tells of regions that come and go, and each recording of those that were there before it. */
final class RegionFlights implements RegionListener, FlightRecorderListener {
    private final RegionTracker tracker;

    /** What to say of a region that the tracker tells of: those that are open are told while the listener is added. */
    private volatile String opened = "open";

    private RegionFlights(RegionTracker tracker) {
        this.tracker = tracker;
    }

    /** From now on. */
    static RegionFlights listenTo(RegionTracker tracker) {
        RegionFlights flights = new RegionFlights(tracker);
        tracker.addListener(flights);
        flights.opened = "start";
        return flights;
    }

    @Override
    public void recordingStateChanged(Recording recording) {
        if (recording.getState() == RecordingState.RUNNING) {
            for (Region region : tracker.regions()) {
                commit((TrackedRegion) region, "open", null);
            }
        }
    }

    @Override
    public void opened(TrackedRegion region) {
        commit(region, opened, null);
    }

    @Override
    public void closed(TrackedRegion region) {
        commit(region, "end", region.endReason());
    }

    private static void commit(TrackedRegion region, String state, String reason) {
        RegionEvent event = new RegionEvent();
        if (event.shouldCommit()) {
            event.region = region.name();
            event.state = state;
            event.kind = region.kind().name();
            event.byteSize = region.byteSize();
            event.pageSize = region.pageSize();
            event.coverage = region.coverage().name();
            event.reason = reason;
            event.commit();
        }
    }
}
