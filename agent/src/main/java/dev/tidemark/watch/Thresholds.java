package dev.tidemark.watch;

import dev.tidemark.Client;
import dev.tidemark.track.ClientStats;
import dev.tidemark.track.TrackedRegion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * The thresholds of one region. Looks at the region when it is told to, and takes nothing from any client.
 *
 * <p><b>Cost.</b> None is set: a field is read. Else {@link TrackedRegion#stats} for each client that has one.
 *
 * <p><b>Thread safety.</b> Any thread. Checks exclude each other and changes.
 */
public final class Thresholds {
    private record Reading(ClientStats stats, long nanoTime) {}

    private final TrackedRegion region;
    private final Function<String, Client> clients;
    private final BiConsumer<Threshold, Double> crossed;

    /** By key; replaced as a whole, so that whoever reads never waits. */
    private volatile Map<String, Threshold> byKey = Map.of();

    /** By client, for rates. */
    private final Map<String, Reading> readings = new HashMap<>();

    /**
     * None so far.
     *
     * @param clients finds an existing client, or throws {@link IllegalArgumentException}
     * @param crossed told of a threshold that was crossed, as it is after that, and the seconds that a rate was measured over. Called
     *     under this object's lock
     */
    public Thresholds(TrackedRegion region, Function<String, Client> clients, BiConsumer<Threshold, Double> crossed) {
        this.region = region;
        this.clients = clients;
        this.crossed = crossed;
    }

    /** All there are, as they were at the last check, by key. */
    public Map<String, Threshold> all() {
        return byKey;
    }

    /** Sets one, in place of the one of that client and measure. */
    public synchronized void set(String client, Measure measure, long high, long low) {
        Threshold threshold = Threshold.of(clients.apply(client).name(), measure, high, low);
        Map<String, Threshold> next = new LinkedHashMap<>(byKey);
        next.put(threshold.key(), threshold);
        byKey = next;
    }

    /** Removes one. */
    public synchronized void remove(String client, Measure measure) {
        Map<String, Threshold> next = new LinkedHashMap<>(byKey);
        if (next.remove(Threshold.key(client, measure)) == null) {
            throw new IllegalArgumentException("there is no threshold '" + Threshold.key(client, measure)
                    + "' in region '" + region.name() + "'; there are: "
                    + (byKey.isEmpty() ? "none" : String.join(", ", byKey.keySet())));
        }
        byKey = next;
        readings.keySet().retainAll(clientsOf(next));
    }

    /**
     * Looks at the region. The first look at a client tells no rate.
     *
     * @param nanoTime the present, as {@link System#nanoTime} counts it
     */
    public void check(long nanoTime) {
        if (!byKey.isEmpty()) {
            checkAll(nanoTime);
        }
    }

    private synchronized void checkAll(long nanoTime) {
        Map<String, Threshold> next = new LinkedHashMap<>(byKey);
        for (String name : clientsOf(next)) {
            Reading now;
            try {
                now = new Reading(region.stats(clients.apply(name)), nanoTime);
            } catch (IllegalArgumentException clientRemoved) {
                next.values().removeIf(threshold -> threshold.client().equals(name));
                readings.remove(name);
                continue;
            } catch (IllegalStateException regionEnded) {
                return;
            }
            Reading before = readings.put(name, now);
            for (Threshold threshold : List.copyOf(next.values())) {
                if (threshold.client().equals(name)) {
                    check(threshold, before, now, next);
                }
            }
        }
        byKey = next;
    }

    private void check(Threshold threshold, Reading before, Reading now, Map<String, Threshold> into) {
        double seconds = before == null ? 0 : (now.nanoTime - before.nanoTime) / 1e9;
        boolean isRate = threshold.measure() == Measure.RATE;
        if (isRate && !(seconds > 0)) {
            return;
        }
        long value = isRate
                ? (long) (DirtyRate.pagesBetween(before.stats, now.stats) * region.pageSize() / seconds)
                : now.stats.dirtyBytes();
        Threshold after = threshold.at(value);
        into.put(after.key(), after);
        if (after.exceeded() != threshold.exceeded()) {
            crossed.accept(after, isRate ? seconds : 0);
        }
    }

    private static List<String> clientsOf(Map<String, Threshold> thresholds) {
        return new ArrayList<>(
                thresholds.values().stream().map(Threshold::client).distinct().toList());
    }
}
