package dev.tidemark.cli;

import dev.tidemark.jmx.HeatCells;
import dev.tidemark.jmx.HeatMap;
import dev.tidemark.track.ClientStats;
import dev.tidemark.watch.DirtyRate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code top} knows: the last sample, how fast pages turned dirty up to it, where, and what the user has selected.
 *
 * <p><b>Rate.</b> Pages that turned dirty for a client between two samples, by the seconds between them. A lower bound of the write
 * rate: a page counts once per harvest, however often it was written. Pages that were given back count twice.
 *
 * <p>Not thread-safe.
 */
final class TopModel {
    /** Rates that are kept per client and region. */
    static final int HISTORY = 60;

    /** Least weight of the last sample in the rates of cells: after three samples half of what was is forgotten. */
    private static final double NEWEST = 0.2;

    /** In what order regions are shown. */
    enum Sort {
        NAME,
        SIZE,
        DIRTY,
        RATE;

        Sort next() {
            return values()[(ordinal() + 1) % values().length];
        }

        String label() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** A range whose pages turn dirty often. */
    record Hot(long byteOffset, long byteLength, double pagesPerSecond) {}

    private record Key(String region, String client) {}

    private final long minNanosBetween;
    private final Map<Key, Deque<Double>> rates = new HashMap<>();
    private TopSample base;
    private TopSample last;
    private String region;
    private String client;
    private Sort sort;
    private Key hotKey;
    private double[] hotCells = {};
    private HeatCells hotBase;
    private int hotSamples;
    private long hotNanos;
    private long hotHarvests;

    /**
     * A model of nothing yet.
     *
     * @param minNanosBetween samples that are closer together refresh what is dirty, and no rate
     * @param region what to select first, if it is there; may be null
     * @param client as {@code region}; null for the client that harvests most
     */
    TopModel(long minNanosBetween, String region, String client, Sort sort) {
        this.minNanosBetween = minNanosBetween;
        this.region = region;
        this.client = client;
        this.sort = sort;
    }

    /** Takes a sample in. */
    void update(TopSample sample) {
        boolean first = base == null;
        if (!first && sample.nanos() - base.nanos() >= minNanosBetween) {
            double seconds = (sample.nanos() - base.nanos()) / 1e9;
            for (RegionStatus now : sample.regions()) {
                RegionStatus before = base.region(now.name())
                        .filter(old -> old.pageCount() == now.pageCount())
                        .orElse(null);
                now.clients().forEach((name, stats) -> {
                    ClientStats old = before == null ? null : before.clients().get(name);
                    if (old != null) {
                        note(new Key(now.name(), name), DirtyRate.pagesBetween(old, stats) / seconds);
                    }
                });
            }
            rates.keySet().removeIf(key -> sample.region(key.region())
                    .filter(present -> present.clients().containsKey(key.client()))
                    .isEmpty());
            base = sample;
        }
        if (first) {
            base = sample;
        }
        last = sample;
        settleSelection();
        heat();
    }

    /** Whether there are rates to show. */
    boolean hasRates() {
        return !rates.isEmpty();
    }

    TopSample last() {
        return last;
    }

    Sort sort() {
        return sort;
    }

    /** Name of the selected region; null if there is none. */
    String region() {
        return region;
    }

    /** Name of the selected client; null if there is none. */
    String client() {
        return client;
    }

    void nextSort() {
        sort = sort.next();
    }

    /** Selects the region that is so many lines further down, and returns its name. */
    String moveRegion(int lines) {
        List<RegionStatus> all = regions();
        if (!all.isEmpty()) {
            region = all.get(Math.floorMod(indexOfRegion(all) + lines, all.size()))
                    .name();
            settleSelection();
        }
        return region;
    }

    void moveClient(int steps) {
        List<String> names = clients();
        if (!names.isEmpty()) {
            client = names.get(Math.floorMod(names.indexOf(client) + steps, names.size()));
            heat();
        }
    }

    /** All regions in the order asked for. */
    List<RegionStatus> regions() {
        List<RegionStatus> sorted = new ArrayList<>(last.regions());
        Comparator<RegionStatus> byName = Comparator.comparing(RegionStatus::name);
        sorted.sort(
                switch (sort) {
                    case NAME -> byName;
                    case SIZE ->
                        Comparator.comparingLong(RegionStatus::byteSize)
                                .reversed()
                                .thenComparing(byName);
                    case DIRTY ->
                        Comparator.comparingLong(this::dirtyBytes).reversed().thenComparing(byName);
                    case RATE ->
                        Comparator.comparingDouble((RegionStatus status) ->
                                        Math.max(0, rate(status.name(), client)) * status.pageSize())
                                .reversed()
                                .thenComparing(byName);
                });
        return sorted;
    }

    int indexOfRegion(List<RegionStatus> all) {
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).name().equals(region)) {
                return i;
            }
        }
        return 0;
    }

    /** The selected region; null if there is none. */
    RegionStatus selected() {
        return last.region(region).orElse(null);
    }

    /** The clients of the selected region; none if it has just ended. A list that may be asked for null. */
    List<String> clients() {
        RegionStatus selected = selected();
        return selected == null
                ? new ArrayList<>()
                : new ArrayList<>(selected.clients().keySet());
    }

    /** Pages per second that turned dirty up to the last sample; NaN if that is not known yet. */
    double rate(String ofRegion, String ofClient) {
        Deque<Double> known = rates.get(new Key(ofRegion, ofClient));
        return known == null ? Double.NaN : known.getLast();
    }

    /** The rates until now, oldest first. */
    List<Double> history(String ofRegion, String ofClient) {
        return List.copyOf(rates.getOrDefault(new Key(ofRegion, ofClient), new ArrayDeque<>()));
    }

    /** The cells of the selected region for the selected client; null while they are not known. */
    int[] cells() {
        return last.heat() == null || !last.heatRegion().equals(region)
                ? null
                : last.heat().dirtyPages().get(client);
    }

    /** Where most pages turn dirty, hottest first. Neighbours among them are one range. */
    List<Hot> hottest(int max) {
        RegionStatus status = selected();
        if (status == null || hotBase == null) {
            return List.of();
        }
        List<Integer> hot = new ArrayList<>();
        for (int i = 0; i < hotCells.length; i++) {
            if (hotCells[i] >= 0.05) {
                hot.add(i);
            }
        }
        hot.sort(Comparator.comparingDouble((Integer cell) -> -hotCells[cell]));
        List<Integer> cells = new ArrayList<>(hot.subList(0, Math.min(hot.size(), 4 * max)));
        cells.sort(Comparator.naturalOrder());
        List<Hot> ranges = new ArrayList<>();
        long cellBytes = hotBase.pagesPerCell() * status.pageSize();
        for (int i = 0; i < cells.size(); ) {
            int first = cells.get(i);
            double sum = 0;
            int end = first;
            while (i < cells.size() && cells.get(i) == end) {
                sum += hotCells[end++];
                i++;
            }
            ranges.add(
                    new Hot(first * cellBytes, Math.min(status.byteSize(), end * cellBytes) - first * cellBytes, sum));
        }
        ranges.sort(Comparator.comparingDouble((Hot range) -> -range.pagesPerSecond()));
        return ranges.subList(0, Math.min(max, ranges.size()));
    }

    private long dirtyBytes(RegionStatus status) {
        ClientStats stats = status.clients().get(client);
        return stats == null ? 0 : stats.dirtyBytes();
    }

    private void note(Key key, double rate) {
        Deque<Double> known = rates.computeIfAbsent(key, unknown -> new ArrayDeque<>());
        known.addLast(rate);
        if (known.size() > HISTORY) {
            known.removeFirst();
        }
    }

    /** Where what was selected is gone, something else is. */
    private void settleSelection() {
        if (selected() == null) {
            region = last.regions().isEmpty() ? null : regions().get(0).name();
        }
        RegionStatus selected = selected();
        if (selected != null && !selected.clients().containsKey(client)) {
            client = selected.clients().entrySet().stream()
                    .max(Comparator.comparingLong(entry -> entry.getValue().harvests()))
                    .map(Map.Entry::getKey)
                    .orElse(null);
        }
    }

    private void heat() {
        int[] now = cells();
        if (now == null) {
            return;
        }
        Key key = new Key(region, client);
        long harvests = selected().clients().get(client).harvests();
        int[] before = hotBase == null ? null : hotBase.dirtyPages().get(client);
        if (!key.equals(hotKey) || before == null || before.length != now.length) {
            hotKey = key;
            hotCells = new double[now.length];
            hotSamples = 0;
        } else if (last.nanos() - hotNanos < minNanosBetween) {
            return;
        } else {
            double seconds = (last.nanos() - hotNanos) / 1e9;
            double weight = Math.max(NEWEST, 1.0 / ++hotSamples); // the first is all that is known
            for (int i = 0; i < now.length; i++) {
                int more = harvests == hotHarvests ? Math.max(0, now[i] - before[i]) : now[i];
                hotCells[i] += (more / seconds - hotCells[i]) * weight;
            }
        }
        hotBase = last.heat();
        hotNanos = last.nanos();
        hotHarvests = harvests;
    }

    /** Pages of a cell of the selected region. */
    long pagesOf(int cell, long pagesPerCell) {
        return HeatMap.pagesOf(cell, pagesPerCell, selected().pageCount());
    }
}
