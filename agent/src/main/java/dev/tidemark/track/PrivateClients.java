package dev.tidemark.track;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Clients of one region that no name leads to, in the slots above those of the named ones. Held weakly: whoever drops one without
 * closing it loses no slot for long.
 *
 * <p>Thread-safe: every method locks this object, then the page table.
 */
final class PrivateClients {
    /** At most this many in a region: eight for anybody, one for its checkpoints, and one for its dirty rate. */
    static final int MAX = 10;

    private final String region;
    private final PageTable table;

    /** By slot, counted from {@link Clients#MAX_NAMED}. A reference is null, or empty, where the slot is free. */
    private final List<WeakReference<ClientHandle>> bySlot = new ArrayList<>(Collections.nCopies(MAX, null));

    PrivateClients(String region, PageTable table) {
        this.region = region;
        this.table = table;
    }

    synchronized ClientHandle open(String purpose) {
        for (int i = 0; i < MAX; i++) {
            if (bySlot.get(i) == null || bySlot.get(i).refersTo(null)) {
                ClientHandle client = new ClientHandle(purpose, Clients.MAX_NAMED + i);
                WeakReference<ClientHandle> reference = new WeakReference<>(client);
                table.forget(client.slot()); // someone may have dropped it
                bySlot.set(i, reference);
                return client;
            }
        }
        throw new IllegalStateException(
                "region '" + region + "' has " + MAX
                        + " baselines, rings, histories of checkpoints and measurements of its dirty rate already: close one first");
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
