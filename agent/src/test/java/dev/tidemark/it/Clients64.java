package dev.tidemark.it;

import dev.tidemark.Client;
import dev.tidemark.Tidemark;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import javax.management.JMException;
import javax.management.ObjectName;

/** All clients that fit, for one test; those that it created are removed at its end, because the whole JVM shares them. */
final class Clients64 implements AutoCloseable {
    private final List<Client> all = new ArrayList<>(Tidemark.clients());
    private final List<Client> own = new ArrayList<>();

    Clients64() {
        for (int i = 0; all.size() < 64; i++) {
            Client client = Tidemark.client("it-" + i);
            all.add(client);
            own.add(client);
        }
    }

    List<Client> all() {
        return all;
    }

    @Override
    public void close() {
        own.stream().map(Client::name).filter(Clients64::exists).forEach(Clients64::remove);
    }

    private static boolean exists(String name) {
        return Tidemark.clients().stream().anyMatch(client -> client.name().equals(name));
    }

    /** What an operator would do: the API has no removal. */
    static void remove(String client) {
        try {
            ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("dev.tidemark:type=Tracker"),
                            "removeClient",
                            new Object[] {client},
                            new String[] {"java.lang.String"});
        } catch (JMException e) {
            throw new IllegalStateException(e);
        }
    }
}
