package dev.tidemark.track;

import dev.tidemark.Coverage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Why writes to one region can go unseen.
 *
 * <p>Thread-safe: one thread at a time changes it, under the registry's lock; any thread reads.
 */
final class RegionCoverage {
    private final RegionOwner owner;
    private final PageTable table;

    /** Replaced as a whole. */
    private volatile Exposure[] exposures = {};

    RegionCoverage(RegionOwner owner, PageTable table) {
        this.owner = owner;
        this.table = table;
    }

    /** The state that came first. */
    Coverage state() {
        Exposure[] all = exposures;
        return all.length == 0 ? Coverage.COMPLETE : all[0].state();
    }

    /** In words; empty if it is complete. */
    String reason() {
        Exposure[] all = exposures;
        if (all.length == 0) {
            return "";
        }
        StringBuilder text = new StringBuilder();
        for (Exposure exposure : all) {
            text.append(text.length() == 0 ? "" : "; ").append(exposure.text());
        }
        return text.append(table.isHashing() ? "; kept exact by page hashes" : "; writes can go unseen")
                .toString();
    }

    /**
     * Notes a reason why writes can go unseen. The first one of each state stays, later ones of the same state add nothing.
     *
     * @return whether it is the first of its state
     */
    boolean note(Exposure exposure) {
        if (isExposed(exposure.state())) {
            return false;
        }
        Exposure[] more = Arrays.copyOf(exposures, exposures.length + 1);
        more[more.length - 1] = exposure;
        exposures = more;
        return true;
    }

    /** Withdraws a state that turned out not to hold. */
    void withdraw(Coverage state) {
        List<Exposure> left = new ArrayList<>(List.of(exposures));
        left.removeIf(exposure -> exposure.state() == state);
        exposures = left.toArray(new Exposure[0]);
    }

    /**
     * Whether the region is known to be exposed in this way, and all that follows from it was done: nothing is left to do for
     * another such call. Does not lock; two volatile reads and a few compares.
     */
    boolean isSettled(Coverage state) {
        return isExposed(state) && (table.isHashing() || owner.escapePolicy() == EscapePolicy.FLAG);
    }

    private boolean isExposed(Coverage state) {
        for (Exposure exposure : exposures) {
            if (exposure.state() == state) {
                return true;
            }
        }
        return false;
    }

    /** In order of time; at most one of each state. Not to be changed. */
    Exposure[] all() {
        return exposures;
    }
}
