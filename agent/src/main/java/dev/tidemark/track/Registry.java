package dev.tidemark.track;

import dev.tidemark.Coverage;
import dev.tidemark.Region;
import dev.tidemark.boot.Barrier;
import dev.tidemark.boot.FileHooks;
import dev.tidemark.boot.Span;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The regions there are: by name, by what they were made of, and in the barrier.
 *
 * <p>Thread-safe: methods lock this object, unless they say otherwise. Who must do several things at once locks it around them; nothing
 * foreign may run under it, for hooks take it too.
 */
final class Registry {
    private final ReferenceQueue<Object> collected = new ReferenceQueue<>();
    private final Map<String, TrackedRegion> byName = new LinkedHashMap<>();
    private final Map<Reference<?>, TrackedRegion> byAnchor = new LinkedHashMap<>();
    private final MappedFiles files;
    private final Announcements announcements;

    /** Regions that are no heap arrays. Spares the threads that free small buffers, or call native code, the lock. */
    private volatile TrackedRegion[] byAddress = {};

    /** @param announcements told of each beginning and end */
    Registry(MappedFiles files, Announcements announcements) {
        this.files = files;
        this.announcements = announcements;
    }

    /**
     * The open region of that name.
     *
     * @throws IllegalArgumentException if there is none; the message lists those there are
     */
    synchronized TrackedRegion region(String name) {
        TrackedRegion region = byName.get(name);
        if (region == null || !region.isOpen()) {
            throw new IllegalArgumentException(
                    "no region '" + name + "'; regions: " + (byName.isEmpty() ? "none" : listed(byName.keySet())));
        }
        return region;
    }

    synchronized List<Region> open() {
        List<Region> open = new ArrayList<>(byName.values());
        open.removeIf(region -> !region.isOpen());
        return open;
    }

    /** The regions, as they are now. */
    synchronized List<TrackedRegion> snapshot() {
        return new ArrayList<>(byName.values());
    }

    /** The region that has the name, open or not, or null. */
    synchronized TrackedRegion named(String name) {
        return byName.get(name);
    }

    /** The regions in this array. */
    synchronized List<TrackedRegion> in(byte[] array) {
        List<TrackedRegion> hit = new ArrayList<>(1);
        for (TrackedRegion region : byName.values()) {
            if (region.location().isIn(array)) {
                hit.add(region);
            }
        }
        return hit;
    }

    /** The regions that are no heap arrays. Does not lock. Not to be changed. */
    TrackedRegion[] byAddress() {
        return byAddress;
    }

    synchronized String uniqueName(String base) {
        String name = base;
        for (int i = 2; byName.containsKey(name); i++) {
            name = base + "-" + i;
        }
        return name;
    }

    /**
     * The automatic region that a new one replaces, or null. Regions in its way whose memory is gone end.
     *
     * @throws IllegalArgumentException if the new one would overlap another
     */
    synchronized TrackedRegion checkOverlap(String name, RegionMemory memory, boolean automatic) {
        TrackedRegion replaced = null;
        for (TrackedRegion other : List.copyOf(byName.values())) {
            if (!other.location().overlaps(memory)) {
                continue;
            }
            if (!other.location().isAlive()) {
                endAll(List.of(other), "its memory was collected or freed");
            } else if (!automatic && other.isAutomatic() && other.location().isSameAs(memory)) {
                replaced = other;
            } else {
                throw new IllegalArgumentException(
                        "region '" + name + "' would overlap region '" + other.name() + "' (" + other
                                + "): track disjoint slices"
                                + (other.isAutomatic()
                                        ? ", name that buffer as a whole, or start the agent with min=off"
                                        : ""));
            }
        }
        return replaced;
    }

    /**
     * Adds a region to the barrier and to the books, all or nothing.
     *
     * @param anchor what the region ends with
     * @param replaced is in the barrier no longer then, and still in the books; null for none
     */
    synchronized void add(TrackedRegion region, Object anchor, TrackedRegion replaced) {
        WeakReference<Object> end = new WeakReference<>(anchor, collected);
        TrackedRegion sameName = byName.get(region.name());
        installBarrier(region, replaced);
        try {
            byAnchor.put(end, region);
            byName.put(region.name(), region);
            announcements.opened(region);
        } catch (RuntimeException | Error e) {
            byAnchor.remove(end);
            if (sameName == null) {
                byName.remove(region.name());
            } else {
                byName.replace(region.name(), sameName);
            }
            throw e; // the barrier may carry the region until it changes next; nobody reads those marks
        }
    }

    /** Ends regions whose memory is gone. */
    synchronized void reap() {
        List<TrackedRegion> gone = new ArrayList<>(0);
        for (Reference<?> end = collected.poll(); end != null; end = collected.poll()) {
            TrackedRegion region = byAnchor.remove(end);
            if (region != null) {
                gone.add(region);
            }
        }
        endAll(gone, "its buffer was collected");
        gone.clear();
        for (TrackedRegion region : byName.values()) {
            if (!region.location().isAlive()) {
                gone.add(region);
            }
        }
        endAll(gone, "its memory was collected or freed");
    }

    /** Ends regions, unless they have ended already. */
    synchronized void endAll(List<TrackedRegion> regions, String reason) {
        boolean any = false;
        for (TrackedRegion region : regions) {
            if (region.endReason() == null) {
                remove(region, reason);
                any = true;
            }
        }
        if (any) {
            installBarrier(null, null);
        }
    }

    /** Takes a region out of the books. */
    synchronized void remove(TrackedRegion region, String reason) {
        region.markEnded(reason);
        byName.remove(region.name(), region);
        byAnchor.values().remove(region);
        announcements.closed(region);
    }

    /** Puts the registered regions into the barrier, with {@code more} and without {@code less}; either may be null. */
    private void installBarrier(TrackedRegion more, TrackedRegion less) {
        List<TrackedRegion> regions = snapshot();
        regions.remove(less);
        if (more != null) {
            regions.add(more);
        }
        List<TrackedRegion> addressed = new ArrayList<>();
        List<Span> addressSpans = new ArrayList<>();
        List<Span> arraySpans = new ArrayList<>();
        for (TrackedRegion region : regions) {
            if (region.location().isHeap()) {
                arraySpans.add(region.span());
            } else {
                addressed.add(region);
                addressSpans.add(region.span());
            }
        }
        TrackedRegion[] newByAddress = addressed.toArray(new TrackedRegion[0]);
        Barrier.install(addressSpans.toArray(new Span[0]), arraySpans.toArray(new Span[0]));
        byAddress = newByAddress;
        watchFiles();
    }

    /** Sets whether anybody must be told that a file changes: whether a region lies in one that is not known to change unseen. */
    synchronized void watchFiles() {
        boolean watching = false;
        for (TrackedRegion region : byAddress) {
            watching |= region.location().isMapped(files) && !region.isSettled(Coverage.SHARED_MAPPING);
        }
        FileHooks.watching = watching;
    }

    private static String listed(Iterable<String> names) {
        StringBuilder list = new StringBuilder();
        int count = 0;
        for (String name : names) {
            if (++count > 50) {
                return list.append(", …").toString();
            }
            list.append(count == 1 ? "" : ", ").append(name);
        }
        return list.toString();
    }
}
