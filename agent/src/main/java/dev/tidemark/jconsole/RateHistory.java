package dev.tidemark.jconsole;

import dev.tidemark.track.ClientStats;
import dev.tidemark.watch.DirtyRate;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How many pages per second turned dirty, look by look, for every client of every region that was looked at. */
final class RateHistory {
    /** Rates that are kept per client and region. */
    static final int MAX = 300;

    private record Key(String region, String client) {}

    private static final class Series {
        private final Deque<Double> rates = new ArrayDeque<>();
        private ClientStats last;
        private long lastNanos;
    }

    private final Map<Key, Series> all = new HashMap<>();

    /** Takes a look in. One that comes right after another is left out, for its rate would be noise. */
    void add(Look look) {
        String region = look.wish().region();
        all.keySet()
                .removeIf(key -> !look.regions().contains(key.region())
                        || key.region().equals(region) && !look.stats().containsKey(key.client()));
        look.stats().forEach((client, stats) -> {
            Series series = all.computeIfAbsent(new Key(region, client), unknown -> new Series());
            double seconds = (look.nanos() - series.lastNanos) / 1e9;
            if (series.last != null && seconds < 0.5) {
                return;
            }
            if (series.last != null) {
                series.rates.addLast(DirtyRate.pagesBetween(series.last, stats) / seconds);
                if (series.rates.size() > MAX) {
                    series.rates.removeFirst();
                }
            }
            series.last = stats;
            series.lastNanos = look.nanos();
        });
    }

    /** The rates, oldest first. */
    List<Double> of(String region, String client) {
        Series series = all.get(new Key(region, client));
        return series == null ? List.of() : List.copyOf(series.rates);
    }
}
