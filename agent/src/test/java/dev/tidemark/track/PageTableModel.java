package dev.tidemark.track;

import java.util.BitSet;

/**
 * What a {@link PageTable} must do, in the simplest way: a {@link BitSet} per slot, written at once. Beside it, which groups of
 * 256 pages have marks that nobody took yet; from that follows when a safepoint is due.
 */
final class PageTableModel {
    final int pageCount;
    private final BitSet[] dirty = new BitSet[Clients.MAX];
    private final boolean[] tookSomething = new boolean[Clients.MAX];
    private final BitSet markedGroups = new BitSet();
    private boolean safepointDue = true;
    int safepoints;

    PageTableModel(int pageCount) {
        this.pageCount = pageCount;
        for (int slot = 0; slot < Clients.MAX; slot++) {
            forget(slot);
        }
    }

    void forget(int slot) {
        dirty[slot] = new BitSet();
        dirty[slot].set(0, pageCount);
        tookSomething[slot] = false;
    }

    void mark(int first, int end) {
        if (first < end) {
            for (BitSet bits : dirty) {
                bits.set(first, end);
            }
            markedGroups.set(first / 256, (end + 255) / 256);
        }
    }

    BitSet look(int slot, int first, int end) {
        if (tookSomething[slot]) {
            marksTaken(first, end);
        }
        return inRange(slot, first, end);
    }

    BitSet take(int slot, int first, int end) {
        marksTaken(first, end);
        tookSomething[slot] = true;
        BitSet taken = inRange(slot, first, end);
        dirty[slot].clear(first, end);
        if (!taken.isEmpty()) {
            safepoint();
        }
        return taken;
    }

    void clear(int slot, int first, int end) {
        if (first < end) {
            marksTaken(first, end);
            tookSomething[slot] = true;
            dirty[slot].clear(first, end);
            safepoint();
        }
    }

    void giveBack(int slot, BitSet taken) {
        dirty[slot].or(taken);
    }

    BitSet now(int slot) {
        return dirty[slot];
    }

    private BitSet inRange(int slot, int first, int end) {
        BitSet range = new BitSet();
        range.set(first, end);
        range.and(dirty[slot]);
        return range;
    }

    private void marksTaken(int first, int end) {
        if (first < end) {
            BitSet groups = new BitSet();
            groups.set(first / 256, (end + 255) / 256);
            safepointDue |= groups.intersects(markedGroups);
            markedGroups.andNot(groups);
        }
    }

    private void safepoint() {
        safepoints += safepointDue ? 1 : 0;
        safepointDue = false;
    }
}
