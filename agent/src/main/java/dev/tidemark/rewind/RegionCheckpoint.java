package dev.tidemark.rewind;

import dev.tidemark.Checkpoint;
import dev.tidemark.Region;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;

/** A checkpoint: what the application holds. Its pages are with the {@link Held} that the history keeps. */
final class RegionCheckpoint implements Checkpoint {
    private final History history;
    private final long number;
    private final long addedBytes;
    private final Held held;

    RegionCheckpoint(
            History history, long number, long addedBytes, PageMap map, ReferenceQueue<RegionCheckpoint> dropped) {
        this.history = history;
        this.number = number;
        this.addedBytes = addedBytes;
        this.held = new Held(this, map, dropped);
    }

    @Override
    public Region region() {
        return history.region();
    }

    @Override
    public long number() {
        return number;
    }

    @Override
    public long addedBytes() {
        return addedBytes;
    }

    @Override
    public boolean isOpen() {
        return held.map != null && history.region().isOpen();
    }

    @Override
    public void close() {
        history.close(this);
    }

    @Override
    public String toString() {
        return "Checkpoint[" + number + " of region " + region().name() + (isOpen() ? "]" : ", closed]");
    }

    History history() {
        return history;
    }

    Held held() {
        return held;
    }

    /** The pages of a checkpoint, held by the history as long as it is open and someone has it. */
    static final class Held extends WeakReference<RegionCheckpoint> {
        /** Null once closed. Written by the history under its lock. */
        volatile PageMap map;

        /** Its neighbours among those of the history; guarded by it. */
        Held before;

        Held after;

        private Held(RegionCheckpoint checkpoint, PageMap map, ReferenceQueue<RegionCheckpoint> dropped) {
            super(checkpoint, dropped);
            this.map = map;
        }
    }
}
