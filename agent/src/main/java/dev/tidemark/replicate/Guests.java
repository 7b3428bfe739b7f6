package dev.tidemark.replicate;

import dev.tidemark.Region;
import java.util.Map;
import java.util.Objects;
import java.util.WeakHashMap;

/**
 * Guests by their region, for replications that are started from outside: a program that registers its guest can be migrated by
 * somebody who cannot call it. Thread-safe; keeps no region alive.
 */
public final class Guests {
    // guarded by the class; a guest that holds its region keeps the entry
    private static final Map<Region, Guest> BY_REGION = new WeakHashMap<>();

    private Guests() {}

    /** Whom to ask to stand still when that region is replicated from outside; null for nobody. */
    public static synchronized void register(Region region, Guest guest) {
        BY_REGION.keySet().removeIf(each -> !each.isOpen());
        if (guest == null) {
            BY_REGION.remove(region);
        } else {
            BY_REGION.put(Objects.requireNonNull(region, "region"), guest);
        }
    }

    /** The guest of that region; null if none is registered. */
    public static synchronized Guest of(Region region) {
        return BY_REGION.get(region);
    }
}
