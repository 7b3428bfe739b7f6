package dev.tidemark.cli;

import dev.tidemark.jmx.HeatCells;
import dev.tidemark.jmx.TrackerMXBean;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Looks at another JVM again and again, on a thread of its own, so that a JVM that hangs holds no key up. Reads attributes alone,
 * which are cheap and change nothing, unless it is to look with an {@link OwnClient}.
 *
 * <p>One other thread takes what was found from {@link #poll}; {@link #wish} may be called from there at any time.
 */
final class TopSampler implements Runnable, AutoCloseable {
    private record Result(TopSample sample, Throwable failure) {}

    private static final long CLOSE_MILLIS = 5_000;

    private final long pid;
    private final long intervalMillis;
    private final boolean own;
    private final BlockingQueue<Result> results = new LinkedBlockingQueue<>();
    private final Object lock = new Object();
    private volatile String mainClass = "?";
    private Thread thread;
    private String wantedRegion;
    private boolean hurry;
    private boolean closed;

    /**
     * A sampler that has not started.
     *
     * @param region the region whose heat is wanted; the first one if there is none of that name
     * @param own whether to look with a client of its own
     */
    TopSampler(long pid, long intervalMillis, String region, boolean own) {
        this.pid = pid;
        this.own = own;
        this.intervalMillis = intervalMillis;
        this.wantedRegion = region;
    }

    /** Starts the thread. */
    void start() {
        thread = new Thread(this, "top-" + pid);
        thread.setDaemon(true);
        thread.start();
    }

    /** Main class or jar of the JVM, {@code ?} before the first sample. */
    String mainClass() {
        return mainClass;
    }

    /** From now on the heat of that region is wanted, and a sample of it at once. */
    void wish(String region) {
        synchronized (lock) {
            wantedRegion = region;
            hurry = true;
            lock.notifyAll();
        }
    }

    /**
     * The next sample, or null if none comes in time.
     *
     * @throws CliException if the JVM ended, or cannot be looked into
     */
    TopSample poll(long millis) {
        Result result;
        try {
            result = results.poll(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CliException.failed("interrupted while JVM " + pid + " was watched", e);
        }
        if (result == null) {
            return null;
        }
        if (result.failure() != null) {
            throw explained(result.failure());
        }
        return result.sample();
    }

    @Override
    public void run() {
        try {
            AgentConnection.stay(pid, (jvm, agent) -> {
                mainClass = jvm.mainClass();
                try (OwnClient client = own ? OwnClient.create(agent, intervalMillis) : null) {
                    do {
                        TopSample sample = sample(agent);
                        results.add(new Result(sample, null));
                        if (client != null) {
                            client.take(sample.regions());
                        }
                    } while (awaitNext());
                }
                return null;
            });
        } catch (RuntimeException | Error e) {
            results.add(new Result(null, e));
        }
    }

    /** Ends the thread after its present look; waits for that, but not long, where it has something to put away. */
    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            lock.notifyAll();
        }
        if (own) {
            try {
                thread.join(CLOSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean awaitNext() {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(intervalMillis);
        synchronized (lock) {
            long left = end - System.nanoTime();
            while (left > 0 && !hurry && !closed) {
                try {
                    TimeUnit.NANOSECONDS.timedWait(lock, left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return false;
                }
                left = end - System.nanoTime();
            }
            hurry = false;
            return !closed;
        }
    }

    private TopSample sample(AgentConnection agent) {
        TrackerMXBean tracker = agent.tracker();
        List<RegionStatus> regions = agent.regions();
        String wanted;
        synchronized (lock) {
            wanted = wantedRegion;
        }
        boolean present = regions.stream().anyMatch(region -> region.name().equals(wanted));
        String heatRegion =
                present || regions.isEmpty() ? wanted : regions.get(0).name();
        Optional<HeatCells> heat = regions.isEmpty() ? Optional.empty() : agent.heatCells(heatRegion);
        return new TopSample(
                System.nanoTime(),
                regions.stream().mapToLong(RegionStatus::byteSize).sum(),
                tracker.getHookFailures(),
                regions,
                heat.isPresent() ? heatRegion : "",
                heat.orElse(null));
    }

    private CliException explained(Throwable failure) {
        if (!mainClass.equals("?") && hasEnded()) {
            return CliException.failed("JVM " + pid + " (" + mainClass + ") has ended", failure);
        }
        return failure instanceof CliException known ? known : CliException.failed(Failures.explain(failure), failure);
    }

    /** A JVM that ends closes its connections before its process is gone. */
    private boolean hasEnded() {
        try {
            ProcessHandle process = ProcessHandle.of(pid).orElse(null);
            if (process != null) {
                process.onExit().get(2, TimeUnit.SECONDS);
            }
            return true;
        } catch (ExecutionException | TimeoutException stillThere) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
