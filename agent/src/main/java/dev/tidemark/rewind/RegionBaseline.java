package dev.tidemark.rewind;

import dev.tidemark.Baseline;
import dev.tidemark.Region;

/** A history of one checkpoint. */
final class RegionBaseline implements Baseline {
    private final History history;

    /** Guarded by the history. */
    private RegionCheckpoint clean;

    RegionBaseline(History history) {
        this.history = history;
        this.clean = history.checkpoint(Long.MAX_VALUE);
    }

    @Override
    public Region region() {
        return history.region();
    }

    @Override
    public long reset() {
        synchronized (history) {
            return history.rollback(clean);
        }
    }

    @Override
    public void rebase() {
        synchronized (history) {
            RegionCheckpoint old = clean;
            clean = history.checkpoint(Long.MAX_VALUE);
            old.close();
        }
    }

    @Override
    public long heldBytes() {
        return history.heldBytes();
    }

    @Override
    public void close() {
        history.close();
    }

    @Override
    public String toString() {
        return "Baseline[region=" + region().name() + "]";
    }
}
