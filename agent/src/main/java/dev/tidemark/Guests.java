package dev.tidemark;

import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.Objects;
import java.util.WeakHashMap;

/** The guests of this JVM by their region, at most one each, for whoever cannot call the program. Thread-safe. */
public final class Guests {
    // guarded by the class; neither keeps a guest's memory alive
    private static final Map<Region, WeakReference<Guest>> BY_REGION = new WeakHashMap<>();

    private Guests() {}

    /**
     * Whom to ask when that region is replicated, snapshotted or restored from outside, in the place of an earlier one.
     *
     * @param guest held weakly, because it leads to the guest's memory: keep it as long as that; null for nobody
     */
    public static synchronized void register(Region region, Guest guest) {
        Objects.requireNonNull(region, "region");
        if (guest == null) {
            BY_REGION.remove(region);
        } else {
            BY_REGION.put(region, new WeakReference<>(guest));
        }
    }

    /** The guest of that region; null if none is registered, or it is gone. */
    public static synchronized Guest of(Region region) {
        WeakReference<Guest> guest = BY_REGION.get(region);
        return guest == null ? null : guest.get();
    }
}
