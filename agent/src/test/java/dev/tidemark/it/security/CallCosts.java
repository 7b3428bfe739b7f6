package dev.tidemark.it.security;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The processor time that calls of each name took on the calling thread. One thread adds; others read when it has ended. */
final class CallCosts {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private record Cost(long calls, long nanos) {
        Cost plus(Cost other) {
            return new Cost(calls + other.calls, nanos + other.nanos);
        }
    }

    private final Map<String, Cost> costs = new HashMap<>();

    /** The calling thread's processor time, in nanoseconds: what {@link #add} counts from. */
    static long now() {
        return THREADS.getCurrentThreadCpuTime();
    }

    void add(String name, long since) {
        costs.merge(name, new Cost(1, now() - since), Cost::plus);
    }

    void forget() {
        costs.clear();
    }

    /** The names that took most in all, with calls, microseconds each, and share of the whole. */
    static String dearest(List<CallCosts> all, int count) {
        Map<String, Cost> sums = new HashMap<>();
        all.forEach(one -> one.costs.forEach((name, cost) -> sums.merge(name, cost, Cost::plus)));
        double whole = Math.max(1, sums.values().stream().mapToLong(Cost::nanos).sum());
        return sums.entrySet().stream()
                .sorted(Comparator.comparingLong((Map.Entry<String, Cost> entry) -> -entry.getValue().nanos))
                .limit(count)
                .map(entry -> String.format(
                        Locale.ROOT,
                        "%s %d x %.0f us = %.0f %%",
                        entry.getKey(),
                        entry.getValue().calls,
                        entry.getValue().nanos / 1e3 / entry.getValue().calls,
                        100 * entry.getValue().nanos / whole))
                .collect(Collectors.joining(", "));
    }
}
