package dev.tidemark.rewind;

import dev.tidemark.Checkpoint;
import dev.tidemark.Region;
import dev.tidemark.RewindRing;
import java.util.ArrayList;
import java.util.List;

/** A history that lets its oldest checkpoints go. */
final class RegionRing implements RewindRing {
    private final History history;
    private final int most;
    private final long byteBudget;

    /** Oldest first. Guarded by the history. No deque: one that cannot grow for want of memory loses all that it has. */
    private final List<RegionCheckpoint> ring = new ArrayList<>();

    RegionRing(History history, int most, long byteBudget) {
        this.history = history;
        this.most = most;
        this.byteBudget = byteBudget;
    }

    @Override
    public Region region() {
        return history.region();
    }

    @Override
    public Checkpoint checkpoint() {
        synchronized (history) {
            ring.removeIf(each -> !each.isOpen());
            RegionCheckpoint newest = history.checkpoint(byteBudget);
            ring.add(newest);
            while (ring.size() > most || ring.size() > 1 && history.heldBytes() > byteBudget) {
                ring.remove(0).close();
            }
            return newest;
        }
    }

    @Override
    public List<Checkpoint> checkpoints() {
        synchronized (history) {
            ring.removeIf(each -> !each.isOpen());
            return List.copyOf(ring);
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
        return "RewindRing[region=" + region().name() + ", checkpoints="
                + checkpoints().size() + " of " + most + "]";
    }
}
