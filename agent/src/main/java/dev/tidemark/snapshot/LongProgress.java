package dev.tidemark.snapshot;

import java.util.function.LongConsumer;

/** Sums up steps for a {@link SnapshotProgress}. Not thread-safe. */
final class LongProgress implements LongConsumer {
    private final SnapshotProgress target;
    private final long total;
    private long done;

    LongProgress(SnapshotProgress target, long total) {
        this.target = target;
        this.total = total;
        target.at(0, total);
    }

    @Override
    public void accept(long step) {
        done += step;
        target.at(done, Math.max(done, total));
    }
}
