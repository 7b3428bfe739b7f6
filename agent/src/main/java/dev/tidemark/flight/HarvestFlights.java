package dev.tidemark.flight;

import dev.tidemark.Client;
import dev.tidemark.DirtyPages;
import dev.tidemark.track.HarvestObserver;
import dev.tidemark.track.TrackedRegion;

/** Tells of harvests. */
final class HarvestFlights implements HarvestObserver {
    @Override
    public Object begin() {
        HarvestEvent event = new HarvestEvent();
        if (!event.isEnabled()) {
            return null;
        }
        event.begin();
        return event;
    }

    @Override
    public void end(Object begun, TrackedRegion region, Client client, DirtyPages taken) {
        HarvestEvent event = (HarvestEvent) begun;
        event.end();
        if (event.shouldCommit()) {
            event.region = region.name();
            event.client = client.name();
            event.epoch = taken.epoch();
            event.pages = taken.pageCount();
            event.bytes = taken.byteCount();
            event.runs = taken.runCount();
            event.commit();
        }
    }
}
