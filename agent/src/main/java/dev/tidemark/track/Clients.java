package dev.tidemark.track;

import dev.tidemark.Client;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/** The clients by name. Thread-safe: every method locks this object. */
final class Clients {
    /** At most this many have a name. */
    static final int MAX_NAMED = 64;

    /** Slots: a page table has one pointer for each. Those above the named ones are of {@link PrivateClients}. */
    static final int MAX = MAX_NAMED + PrivateClients.MAX;

    private static final List<String> FROM_THE_START = List.of("vga", "code", "migration");

    private final Map<String, ClientHandle> byName = new LinkedHashMap<>();
    private final boolean[] used = new boolean[MAX_NAMED];

    Clients() {
        for (String name : FROM_THE_START) {
            getOrCreate(name);
        }
    }

    synchronized ClientHandle getOrCreate(String name) {
        ClientHandle known = byName.get(Names.check("client", name, Names.MAX_CLIENT));
        if (known != null) {
            return known;
        }
        for (int slot = 0; slot < MAX_NAMED; slot++) {
            if (!used[slot]) {
                ClientHandle client = new ClientHandle(name, slot);
                used[slot] = true;
                try {
                    byName.put(name, client);
                } finally {
                    used[slot] = byName.containsKey(name); // a map that cannot grow has the entry all the same
                }
                return client;
            }
        }
        throw new IllegalStateException(
                "client '" + name + "' is one too many: there are " + MAX_NAMED + " clients already, remove one first");
    }

    synchronized ClientHandle get(String name) {
        ClientHandle client = byName.get(name);
        if (client == null) {
            throw new IllegalArgumentException(
                    "no client '" + name + "'; clients: " + String.join(", ", byName.keySet()));
        }
        return client;
    }

    synchronized List<Client> all() {
        return new ArrayList<>(byName.values());
    }

    /**
     * Removes a client.
     *
     * @param forget drops the slot's bitmap in every region. It locks each page table in turn, so that an operation that still
     *     found the client valid has ended before the slot can be given to another
     */
    synchronized void remove(String name, IntConsumer forget) {
        ClientHandle client = get(name);
        client.markRemoved();
        byName.remove(name);
        forget.accept(client.slot()); // if this fails, the slot is lost, and no other client's marks with it
        used[client.slot()] = false;
    }
}
