package dev.tidemark.agent;

import dev.tidemark.track.RegionListener;
import dev.tidemark.track.TrackedRegion;

/** A line for each region that comes or goes, with {@code log=info}. */
final class RegionLog implements RegionListener {
    private final Log log;

    RegionLog(Log log) {
        this.log = log;
    }

    @Override
    public void opened(TrackedRegion region) {
        log.info("tracks " + region);
    }

    @Override
    public void closed(TrackedRegion region) {
        log.info("no longer tracks '" + region.name() + "': " + region.endReason());
    }
}
