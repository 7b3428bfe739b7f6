package dev.tidemark.track;

import dev.tidemark.Client;
import dev.tidemark.DirtyPages;

/** Hears of every harvest of every region, on the thread that makes it and without a lock. What it throws reaches nobody. */
public interface HarvestObserver {
    /** A harvest begins; returns what {@link #end} is to be given, or null if it is not to be called. */
    Object begin();

    /** It ended, and took these pages. Not called where a harvest failed. */
    void end(Object begun, TrackedRegion region, Client client, DirtyPages taken);
}
