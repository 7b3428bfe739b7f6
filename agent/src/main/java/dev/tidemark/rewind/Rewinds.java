package dev.tidemark.rewind;

import dev.tidemark.Baseline;
import dev.tidemark.Checkpoint;
import dev.tidemark.RewindRing;
import dev.tidemark.track.RegionListener;
import dev.tidemark.track.RegionTracker;
import dev.tidemark.track.Rewinder;
import dev.tidemark.track.TrackedRegion;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The entrance of this package: gives each region its histories, and frees them when it ends.
 *
 * <p>Histories are held weakly: one whose checkpoints, baseline or ring nobody has any more is collected with all its pages.
 *
 * <p>Thread-safe. The lock is held for no longer than it takes to find a history.
 */
public final class Rewinds implements Rewinder, RegionListener {
    private final RegionTracker tracker;

    // guarded by this
    private final Map<TrackedRegion, Histories> byRegion = new HashMap<>();
    private boolean listening;

    /** Costs nothing until the first checkpoint. */
    public Rewinds(RegionTracker tracker) {
        this.tracker = tracker;
    }

    @Override
    public Checkpoint checkpoint(TrackedRegion region) {
        return shared(region).checkpoint(Long.MAX_VALUE);
    }

    @Override
    public long rollback(TrackedRegion region, Checkpoint checkpoint) {
        if (!(checkpoint instanceof RegionCheckpoint own) || own.region() != region) {
            throw new IllegalArgumentException("region '" + region.name() + "' cannot be rolled back to " + checkpoint
                    + ": take a checkpoint of this region");
        }
        return own.history().rollback(own);
    }

    @Override
    public Baseline baseline(TrackedRegion region) {
        return new RegionBaseline(add(region, "baseline"));
    }

    @Override
    public RewindRing rewindRing(TrackedRegion region, int checkpoints, long byteBudget) {
        return new RegionRing(add(region, "rewind ring"), checkpoints, byteBudget);
    }

    @Override
    public void opened(TrackedRegion region) {
        // it has no history yet
    }

    @Override
    public void closed(TrackedRegion region) {
        Histories ended;
        synchronized (this) {
            ended = byRegion.remove(region);
        }
        if (ended != null) {
            ended.drop();
        }
    }

    /** The history that all checkpoints of the region itself share. */
    private History shared(TrackedRegion region) {
        listen();
        synchronized (this) {
            return of(region).shared(region);
        }
    }

    private History add(TrackedRegion region, String purpose) {
        listen();
        synchronized (this) {
            return of(region).add(new History(region, purpose));
        }
    }

    private Histories of(TrackedRegion region) {
        if (!region.isOpen()) {
            throw new IllegalStateException("region '" + region.name() + "' has ended");
        }
        return byRegion.computeIfAbsent(region, any -> new Histories());
    }

    /** Not under the lock: the tracker calls this object under its own. */
    private void listen() {
        synchronized (this) {
            if (listening) {
                return;
            }
            listening = true;
        }
        tracker.addListener(this);
    }

    /** What one region has. */
    private static final class Histories {
        private final List<WeakReference<History>> all = new ArrayList<>();
        private WeakReference<History> shared = new WeakReference<>(null);

        History shared(TrackedRegion region) {
            History history = shared.get();
            if (history == null) {
                history = add(new History(region, "checkpoints"));
                shared = new WeakReference<>(history);
            }
            return history;
        }

        History add(History history) {
            all.removeIf(each -> each.refersTo(null));
            all.add(new WeakReference<>(history));
            return history;
        }

        void drop() {
            for (WeakReference<History> each : all) {
                History history = each.get();
                if (history != null) {
                    history.drop();
                }
            }
        }
    }
}
