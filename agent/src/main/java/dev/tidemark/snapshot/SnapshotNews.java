package dev.tidemark.snapshot;

import java.util.function.Consumer;

/** Tells of snapshots that were stored in this JVM, whoever took them. Thread-safe. */
public final class SnapshotNews {
    private static volatile Consumer<Taken> listener;

    private SnapshotNews() {}

    /** Sets who is told, on the thread that took the snapshot; null for nobody. What it throws reaches nobody. */
    public static void tell(Consumer<Taken> whom) {
        listener = whom;
    }

    static Taken stored(Taken taken) {
        Consumer<Taken> told = listener;
        if (told != null) {
            try {
                told.accept(taken);
            } catch (RuntimeException | Error e) {
                // the snapshot is stored, whatever the listener thinks of it
            }
        }
        return taken;
    }
}
