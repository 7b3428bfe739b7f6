package dev.tidemark.jmx;

import dev.tidemark.Guest;
import dev.tidemark.Guests;
import dev.tidemark.Region;
import dev.tidemark.replicate.Endpoint;
import dev.tidemark.replicate.Replication;
import dev.tidemark.replicate.Tls;
import dev.tidemark.track.RegionTracker;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Starts replications and keeps them by id. Thread-safe; its lock is held while one is started, not while it runs. */
final class ReplicationBean implements ReplicationMXBean {
    /** Those that have ended are forgotten first. */
    static final int MAX_KEPT = 64;

    private final RegionTracker tracker;
    private final List<ReplicationJob> jobs = new ArrayList<>();
    private long lastId;

    ReplicationBean(RegionTracker tracker) {
        this.tracker = tracker;
    }

    @Override
    public ReplicationInfo[] getReplications() {
        List<ReplicationJob> present;
        synchronized (this) {
            present = List.copyOf(jobs);
        }
        return present.stream().map(ReplicationJob::info).toArray(ReplicationInfo[]::new);
    }

    @Override
    public long migrate(
            String region,
            String endpoint,
            int downtimeMillis,
            int maxRounds,
            int timeoutSeconds,
            boolean force,
            long bytesPerSecond,
            int zstdLevel,
            boolean tls) {
        Replication how = how(region, endpoint, bytesPerSecond, zstdLevel, tls)
                .downtime(Duration.ofMillis(downtimeMillis))
                .maxRounds(maxRounds)
                .timeout(Duration.ofSeconds(timeoutSeconds));
        Replication wanted = force ? how.forced() : how;
        return start(id -> ReplicationJob.of(id, region, endpoint, wanted.migration()));
    }

    @Override
    public long standby(
            String region, String endpoint, int intervalMillis, long bytesPerSecond, int zstdLevel, boolean tls) {
        Replication how = how(region, endpoint, bytesPerSecond, zstdLevel, tls);
        return start(id -> ReplicationJob.of(id, region, endpoint, how.standby(Duration.ofMillis(intervalMillis))));
    }

    private Replication how(String region, String endpoint, long bytesPerSecond, int zstdLevel, boolean tls) {
        Limits.checkText("region", region);
        Limits.checkText("endpoint", endpoint);
        if (region == null || endpoint == null) {
            throw new IllegalArgumentException("region and endpoint must be given: " + region + ", " + endpoint);
        }
        Region known = tracker.region(region);
        Replication how = Replication.of(known).to(Endpoint.parse(endpoint)).compressed(zstdLevel);
        Guest guest = Guests.of(known);
        how = guest == null ? how : how.guest(guest);
        how = bytesPerSecond == 0 ? how : how.bandwidth(bytesPerSecond);
        try {
            return tls ? how.tls(Tls.ofThisJvm()) : how;
        } catch (IOException e) {
            throw new IllegalStateException(e.getMessage());
        }
    }

    private synchronized long start(java.util.function.LongFunction<ReplicationJob> starter) {
        for (int i = 0; jobs.size() >= MAX_KEPT && i < jobs.size(); ) {
            if (jobs.get(i).isRunning()) {
                i++;
            } else {
                jobs.remove(i);
            }
        }
        if (jobs.size() >= MAX_KEPT) {
            throw new IllegalStateException(MAX_KEPT + " replications run already: cancel one first");
        }
        ReplicationJob job = starter.apply(lastId + 1);
        lastId++;
        jobs.add(job);
        return lastId;
    }

    @Override
    public boolean cancel(long id) {
        return job(id).cancel();
    }

    @Override
    public void force(long id) {
        job(id).force();
    }

    @Override
    public void throttle(long id) {
        job(id).throttle();
    }

    private synchronized ReplicationJob job(long id) {
        for (ReplicationJob job : jobs) {
            if (job.id() == id) {
                return job;
            }
        }
        List<Long> ids = jobs.stream().map(ReplicationJob::id).toList();
        throw new IllegalArgumentException("no replication " + id + "; there are: " + (ids.isEmpty() ? "none" : ids));
    }
}
