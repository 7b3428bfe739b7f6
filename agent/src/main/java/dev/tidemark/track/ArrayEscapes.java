package dev.tidemark.track;

import dev.tidemark.Coverage;
import java.util.List;
import java.util.function.Predicate;

/**
 * Who has the arrays of heap buffers: asked when the JDK or an application gets one, or a holder hands one on.
 *
 * <p>Thread-safe. Runs inside hooks.
 */
final class ArrayEscapes {
    private final Registry registry;
    private final Exposures exposures;
    private final OwnArrays ownArrays;

    /** Who may have arrays; null for nobody. */
    private volatile Predicate<Class<?>> holders;

    ArrayEscapes(Registry registry, Exposures exposures, OwnArrays ownArrays) {
        this.registry = registry;
        this.exposures = exposures;
        this.ownArrays = ownArrays;
    }

    /** Names the holders. */
    void trustHolders(Predicate<Class<?>> classes) {
        holders = classes;
    }

    /** Somebody asks a buffer for its array; returns null, or why that is refused. */
    String taken(byte[] array) {
        if (!ownArrays.contains(array)) {
            return null; // handed out before, or not ours
        }
        ArrayTaker taker = ArrayTaker.onStack(holders);
        if (taker != null) {
            return handOut(array, taker.how(), taker.who());
        }
        if (ownArrays.askedOften(array)) {
            forgetUnlessTracked(array);
        }
        return null;
    }

    /**
     * The JDK asks for an array often, and each time a look at the stack tells that it is the JDK. For an array that nobody tracks that
     * is too dear: it counts as handed out from now on.
     */
    private void forgetUnlessTracked(byte[] array) {
        synchronized (registry) {
            if (registry.in(array).isEmpty()) {
                ownArrays.remove(array);
            }
        }
    }

    /** A holder hands an array on; returns null, or why that is refused. */
    String given(byte[] array, String how) {
        return ownArrays.contains(array) ? handOut(array, how, Allocator.caller()) : null;
    }

    private String handOut(byte[] array, String how, String who) {
        Exposure exposure = Exposure.now(Coverage.ARRAY_ESCAPED, how, who);
        List<TrackedRegion> hit;
        synchronized (registry) {
            hit = registry.in(array);
            if (!hit.isEmpty() && exposures.policy() == EscapePolicy.FAIL) {
                return Exposures.refusal(hit.get(0), exposure);
            }
            ownArrays.markLeaving(array); // who tracks it from now on takes it for handed out
            hit.forEach(region -> region.note(exposure));
        }
        exposures.startHashing(hit);
        ownArrays.remove(array); // only now, when another thread that is handed it has nothing to wait for
        return null;
    }
}
