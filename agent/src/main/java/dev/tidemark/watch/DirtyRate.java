package dev.tidemark.watch;

import dev.tidemark.track.ClientStats;

/** How fast pages turn dirty, told from readings of attributes alone. */
public final class DirtyRate {
    private DirtyRate() {}

    /**
     * How many pages turned dirty for a client between two readings, those included that a harvest took meanwhile. A page counts
     * once per harvest, however often it was written, so it is a lower bound of the writes. Pages that were given back count
     * twice; where pages were cleared, too few are counted. Never negative.
     */
    public static long pagesBetween(ClientStats before, ClientStats now) {
        return Math.max(0, now.dirtyPages() + now.harvestedPages() - before.dirtyPages() - before.harvestedPages());
    }
}
