package dev.tidemark.snapshot;

import dev.tidemark.Region;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;

/** The open takers of this JVM: at most one per region and store. Thread-safe. */
final class Takers {
    // guarded by the class
    private static final Map<Region, Map<String, SnapshotTaker>> OPEN = new IdentityHashMap<>();

    private Takers() {}

    /** The open taker, or a new one. Forgets those of regions that ended. */
    static synchronized SnapshotTaker get(Region region, String store, Function<Runnable, SnapshotTaker> make) {
        OPEN.keySet().removeIf(each -> !each.isOpen());
        return OPEN.computeIfAbsent(region, each -> new HashMap<>())
                .computeIfAbsent(store, key -> make.apply(() -> remove(region, key)));
    }

    /** The open taker, or null. */
    static synchronized SnapshotTaker find(Region region, String store) {
        return OPEN.getOrDefault(region, Map.of()).get(store);
    }

    /** Points that the next increments follow. */
    static synchronized Collection<UUID> followed() {
        Collection<UUID> ids = new ArrayList<>();
        OPEN.values().forEach(takers -> takers.values().stream()
                .map(SnapshotTaker::parentId)
                .filter(Objects::nonNull)
                .forEach(ids::add));
        return ids;
    }

    private static synchronized void remove(Region region, String store) {
        Map<String, SnapshotTaker> takers = OPEN.get(region);
        if (takers != null) {
            takers.remove(store);
        }
    }
}
