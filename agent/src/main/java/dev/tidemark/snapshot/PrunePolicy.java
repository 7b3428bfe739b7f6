package dev.tidemark.snapshot;

import java.time.Duration;
import java.util.Objects;

/**
 * What to keep of each region's history. A point stays if one of the rules wants it, or if another point that stays needs it.
 *
 * @param last the newest points of each history, at least 1
 * @param within points not older than this, counted from now; zero for none
 */
public record PrunePolicy(int last, Duration within) {
    /** Checks the rules. */
    public PrunePolicy {
        Objects.requireNonNull(within, "within");
        if (last < 1 || within.isNegative()) {
            throw new IllegalArgumentException("prune keeps at least the last snapshot, and no negative time: last="
                    + last + ", within=" + within);
        }
    }

    /** Keeps the newest points alone. */
    public static PrunePolicy keepLast(int last) {
        return new PrunePolicy(last, Duration.ZERO);
    }
}
