package dev.tidemark.track;

import dev.tidemark.Coverage;
import dev.tidemark.RegionKind;
import dev.tidemark.boot.Hooks;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What is known of writes that go unseen, of single regions and of all of a kind, and what follows from it: hashes are taken, or the
 * call that would expose a region is refused.
 *
 * <p>Thread-safe. The registry's lock orders notes and beginnings of regions; hashes are taken without it.
 */
final class Exposures {
    private final Registry registry;
    private final OwnArrays ownArrays;

    /** What holds for every region of a kind, future ones included. Guarded by the registry. */
    private final List<Standing> standing = new ArrayList<>();

    private volatile EscapePolicy policy = EscapePolicy.HASH;
    private volatile boolean settling;

    Exposures(Registry registry, OwnArrays ownArrays) {
        this.registry = registry;
        this.ownArrays = ownArrays;
    }

    /** What happens once writes can go unseen. */
    EscapePolicy policy() {
        return policy;
    }

    /**
     * Changes what happens once writes can go unseen, also for regions where they can already: those that were not hashed are
     * dirty throughout once.
     */
    void policy(EscapePolicy wanted) {
        List<TrackedRegion> exposed = new ArrayList<>();
        synchronized (registry) {
            policy = wanted;
            for (TrackedRegion region : registry.snapshot()) {
                if (region.coverage() != Coverage.COMPLETE) {
                    exposed.add(region);
                }
            }
        }
        for (TrackedRegion region : exposed) {
            if (wanted == EscapePolicy.FLAG) {
                region.table().stopHashing();
            } else if (!region.table().isHashing()) {
                region.table().startHashing();
                region.table().mark(0, region.pageCount());
            }
        }
    }

    /** Some write paths of this JVM carry no hook, or may not. */
    void hooksIncomplete(String how) {
        expose(EnumSet.allOf(RegionKind.class), Exposure.now(Coverage.HOOKS_INCOMPLETE, how, null));
    }

    /** Takes one {@link #hooksIncomplete} back. */
    void hooksComplete(String how) {
        synchronized (registry) {
            standing.removeIf(each -> each.exposure.isSame(Coverage.HOOKS_INCOMPLETE, how));
            for (TrackedRegion region : registry.snapshot()) {
                region.withdraw(Coverage.HOOKS_INCOMPLETE);
                noteStanding(region); // there may be another reason for the same state
                if (region.coverage() == Coverage.COMPLETE) {
                    region.table().stopHashing(); // under the lock: what is exposed after this starts it again
                }
            }
        }
    }

    /**
     * Writes to native memory can go unseen from now on. Returns before they can. Costs a few compares if every region there is known
     * as such.
     *
     * @return null, or why the call is refused; nothing happened then
     */
    String exposed(long address, long byteSize, Coverage state, String how) {
        if (unsettled(address, byteSize, state).isEmpty()) {
            return null;
        }
        Exposure exposure = Exposure.now(state, how, Allocator.caller());
        List<TrackedRegion> hit;
        synchronized (registry) {
            hit = unsettled(address, byteSize, state); // again: one may have been renamed meanwhile
            if (!hit.isEmpty() && policy == EscapePolicy.FAIL) {
                return refusal(hit.get(0), exposure);
            }
            for (TrackedRegion region : hit) {
                region.note(exposure);
            }
        }
        startHashing(hit);
        if (state == Coverage.SHARED_MAPPING) {
            registry.watchFiles();
        }
        return null;
    }

    /**
     * As {@link #exposed}, for what has happened already, or cannot be refused.
     *
     * @return whether there was a region of which it was not known
     */
    boolean exposedAnyway(long address, long byteSize, Coverage state, String how) {
        if (unsettled(address, byteSize, state).isEmpty()) {
            return false;
        }
        Exposure exposure = Exposure.now(state, how, Allocator.caller());
        List<TrackedRegion> hit;
        synchronized (registry) {
            hit = unsettled(address, byteSize, state);
            for (TrackedRegion region : hit) {
                region.note(exposure);
            }
        }
        startHashing(hit);
        registry.watchFiles();
        return !hit.isEmpty();
    }

    /** Makes every page dirty that has a byte of this native memory. */
    void markAll(long address, long byteSize) {
        for (TrackedRegion region : registry.byAddress()) {
            if (region.location().isWithin(address, byteSize)) {
                region.table().mark(0, region.pageCount());
            }
        }
    }

    /**
     * As {@link #exposed}, for every region of these kinds, present and future.
     *
     * @return null, or why the call is refused; that is so only while there is a region of these kinds
     */
    String exposedAll(Set<RegionKind> kinds, Coverage state, String how) {
        Exposure exposure = Exposure.now(state, how, Allocator.caller());
        if (policy == EscapePolicy.FAIL) {
            for (TrackedRegion region : registry.snapshot()) {
                if (kinds.contains(region.kind()) && !region.isSettled(state)) {
                    return refusal(region, exposure);
                }
            }
        }
        expose(kinds, exposure);
        return null;
    }

    /** Whether this native memory has a byte of a region that is not known to be exposed in this way. Does not lock. */
    boolean isNews(long address, long byteSize, Coverage state) {
        return !unsettled(address, byteSize, state).isEmpty();
    }

    private List<TrackedRegion> unsettled(long address, long byteSize, Coverage state) {
        List<TrackedRegion> hit = List.of();
        for (TrackedRegion region : registry.byAddress()) {
            if (region.location().isWithin(address, byteSize) && !region.isSettled(state)) {
                hit = hit.isEmpty() ? new ArrayList<>(1) : hit;
                hit.add(region);
            }
        }
        return hit;
    }

    /** Every region of these kinds is exposed from now on, and nobody can be refused that. */
    void expose(Set<RegionKind> kinds, Exposure exposure) {
        List<TrackedRegion> regions;
        synchronized (registry) {
            standing.removeIf(each -> each.kinds.equals(kinds)
                    && (exposure.state() == Coverage.HOOKS_INCOMPLETE
                            ? each.exposure.isSame(exposure.state(), exposure.how())
                            : each.exposure.state() == exposure.state()));
            standing.add(new Standing(kinds, exposure));
            regions = registry.snapshot();
            regions.removeIf(region -> !kinds.contains(region.kind()));
            for (TrackedRegion region : regions) {
                region.note(exposure);
            }
        }
        startHashing(regions);
    }

    /**
     * Takes the hashes of regions that were noted as exposed, before the call that exposes them goes on. Not under the registry's
     * lock: this may take long.
     */
    void startHashing(List<TrackedRegion> regions) {
        if (policy != EscapePolicy.FLAG) {
            for (TrackedRegion region : regions) {
                region.table().startHashing();
            }
        }
    }

    static String refusal(TrackedRegion region, Exposure exposure) {
        return exposure.how() + (exposure.who() == null ? "" : " called by " + exposure.who())
                + " is refused: writes to region '" + region.name() + "' could go unseen then (" + exposure.state()
                + "), and the agent runs with escape=fail; write through the buffer, or start with escape=hash";
    }

    /**
     * Makes up for hooks that failed, see {@link Hooks#unsure} and {@link Hooks#exposureUnsure}: every region is dirty throughout, and
     * in the second case every array counts as handed out, and all native memory. The flags are cleared before the marks are made,
     * so that a failure meanwhile is not lost; whoever comes in between waits for the lock.
     */
    void settleUnsureWrites() {
        if (!Hooks.unsure && !Hooks.exposureUnsure && !settling) {
            return;
        }
        boolean exposure;
        List<TrackedRegion> regions;
        synchronized (registry) {
            settling = true;
            exposure = Hooks.exposureUnsure;
            Hooks.unsure = false;
            Hooks.exposureUnsure = false;
            regions = registry.snapshot();
            if (exposure) {
                exposeEverything(regions);
            }
            for (TrackedRegion region : regions) {
                region.table().mark(0, region.pageCount());
            }
            settling = false;
        }
    }

    /** Under the registry's lock to the end: nobody may take a region for complete meanwhile. Everything is dirty afterwards. */
    private void exposeEverything(List<TrackedRegion> regions) {
        ownArrays.clear();
        Exposure array = Exposure.now(Coverage.ARRAY_ESCAPED, "a hook that failed, perhaps for want of stack", null);
        Exposure address = Exposure.now(Coverage.NATIVE_EXPOSED, array.how(), null);
        for (TrackedRegion region : regions) {
            region.note(region.location().isHeap() ? array : address);
        }
        startHashing(regions);
    }

    /**
     * Notes what holds for every region of its kind.
     *
     * @throws IllegalArgumentException as {@link #noteIfAllowed}
     */
    void noteStandingOfNew(TrackedRegion region) {
        for (Standing each : standing) {
            if (!each.kinds.contains(region.kind())) {
                continue;
            }
            if (each.exposure.state() == Coverage.NATIVE_EXPOSED) {
                noteIfAllowed(region, each.exposure);
            } else {
                region.note(each.exposure);
            }
        }
    }

    /** @throws IllegalArgumentException if the application asks for a region that can change unseen, and that is refused */
    void noteIfAllowed(TrackedRegion region, Exposure exposure) {
        if (policy == EscapePolicy.FAIL && !region.isAutomatic()) {
            throw new IllegalArgumentException("region '" + region.name()
                    + "' is refused, because writes to it could go unseen (" + exposure.state()
                    + ") and the agent runs with escape=fail: " + exposure.how()
                    + "; track other memory, or start with escape=hash");
        }
        region.note(exposure);
    }

    private void noteStanding(TrackedRegion region) {
        for (Standing each : standing) {
            if (each.kinds.contains(region.kind())) {
                region.note(each.exposure);
            }
        }
    }

    /** An exposure of every region of these kinds. */
    private record Standing(Set<RegionKind> kinds, Exposure exposure) {}
}
