package dev.tidemark.track;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Clients of one region that no name leads to, in the slots above those of the named ones: some for replicas, some for all else, so
 * that neither takes the other's. Held weakly: whoever drops one without
 * closing it loses no slot for long.
 *
 * <p>Thread-safe: every method locks this object, then the page table.
 */
final class PrivateClients {
    /**
     * Slots in a region for what is no replica: eight for anybody, one each for its checkpoints, its dirty rate,
     * and the search for its writers.
     */
    static final int MAX_OTHERS = 11;

    /** Slots for replicas. */
    static final int MAX_REPLICAS = 16;

    static final int MAX = MAX_OTHERS + MAX_REPLICAS;

    private final String region;
    private final PageTable table;

    /** By slot, counted from {@link Clients#MAX_NAMED}. A reference is null, or empty, where the slot is free. */
    private final List<WeakReference<ClientHandle>> bySlot = new ArrayList<>(Collections.nCopies(MAX, null));

    PrivateClients(String region, PageTable table) {
        this.region = region;
        this.table = table;
    }

    /** For a baseline, a ring, a history of checkpoints, or a measurement. */
    ClientHandle openOther(String purpose) {
        return open(
                purpose,
                0,
                MAX_OTHERS,
                " baselines, rings, histories of checkpoints and measurements of its dirty rate already: close one first");
    }

    ClientHandle openReplica(String purpose) {
        return open(purpose, MAX_OTHERS, MAX, " replicas already: end one first");
    }

    private synchronized ClientHandle open(String purpose, int first, int end, String full) {
        for (int i = first; i < end; i++) {
            if (bySlot.get(i) == null || bySlot.get(i).refersTo(null)) {
                ClientHandle client = new ClientHandle(purpose, Clients.MAX_NAMED + i);
                WeakReference<ClientHandle> reference = new WeakReference<>(client);
                table.forget(client.slot()); // someone may have dropped it
                bySlot.set(i, reference);
                return client;
            }
        }
        throw new IllegalStateException("region '" + region + "' has " + (end - first) + full);
    }

    synchronized void close(ClientHandle client) {
        int i = client.slot() - Clients.MAX_NAMED;
        if (!client.isRemoved()) {
            client.markRemoved();
            table.forget(client.slot()); // if this fails, the slot is lost until the client is collected
            bySlot.set(i, null);
        }
    }
}
