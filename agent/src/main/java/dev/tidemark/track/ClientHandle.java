package dev.tidemark.track;

import dev.tidemark.Client;

/** A client and its slot: the index of its bitmap in every page table, free for another client once it was removed. */
final class ClientHandle implements Client {
    private final String name;
    private final int slot;
    private volatile boolean removed;

    ClientHandle(String name, int slot) {
        this.name = name;
        this.slot = slot;
    }

    @Override
    public String name() {
        return name;
    }

    int slot() {
        return slot;
    }

    /** The slot, while it is this client's. Call it with the page table locked: {@link Clients#remove} waits for that lock. */
    int requireSlot() {
        if (removed) {
            throw new IllegalStateException(
                    "client '" + name + "' was removed: get a new one with Tidemark.client(\"" + name + "\")");
        }
        return slot;
    }

    boolean isRemoved() {
        return removed;
    }

    void markRemoved() {
        removed = true;
    }

    @Override
    public String toString() {
        return "client '" + name + "'";
    }
}
