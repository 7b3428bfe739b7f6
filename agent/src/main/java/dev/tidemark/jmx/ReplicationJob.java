package dev.tidemark.jmx;

import dev.tidemark.replicate.Migration;
import dev.tidemark.replicate.MigrationResult;
import dev.tidemark.replicate.Round;
import dev.tidemark.replicate.Standby;
import dev.tidemark.replicate.StandbyStatus;
import java.io.IOException;
import java.util.List;

/** One replication that was started through JMX. Thread-safe. */
abstract class ReplicationJob {
    private static final double MILLIS = 1e-6;

    private final long id;

    private ReplicationJob(long id) {
        this.id = id;
    }

    long id() {
        return id;
    }

    abstract boolean isRunning();

    abstract boolean cancel();

    abstract void force();

    abstract void throttle();

    abstract ReplicationInfo info();

    /** Runs a migration on a thread of its own. */
    static ReplicationJob of(long id, String region, String endpoint, Migration migration) {
        Moving job = new Moving(id, region, endpoint, migration);
        Thread thread = new Thread(job::run, "tidemark-migration-" + id);
        thread.setDaemon(true);
        thread.start();
        return job;
    }

    /** A standby that has begun. */
    static ReplicationJob of(long id, String region, String endpoint, Standby standby) {
        return new Standing(id, region, endpoint, standby);
    }

    private static final class Moving extends ReplicationJob {
        private final String region;
        private final String endpoint;
        private final Migration migration;
        private volatile MigrationResult result;
        private volatile String problem;

        Moving(long id, String region, String endpoint, Migration migration) {
            super(id);
            this.region = region;
            this.endpoint = endpoint;
            this.migration = migration;
        }

        void run() {
            try {
                result = migration.run();
            } catch (IOException | RuntimeException | Error e) {
                String text = "java.lang.OutOfMemoryError"; // if there is no room to say more
                try {
                    text = e instanceof Error || e.getMessage() == null ? e.toString() : e.getMessage();
                } finally {
                    problem = text;
                }
            }
        }

        @Override
        boolean isRunning() {
            return result == null && problem == null;
        }

        @Override
        boolean cancel() {
            return isRunning() && migration.cancel();
        }

        @Override
        void force() {
            migration.force();
        }

        @Override
        void throttle() {
            migration.throttle();
        }

        @Override
        ReplicationInfo info() {
            MigrationResult done = result;
            String failure = problem;
            List<Round> rounds = migration.rounds();
            Round last = rounds.isEmpty() ? null : rounds.get(rounds.size() - 1);
            return new ReplicationInfo(
                    id(),
                    region,
                    endpoint,
                    "migration",
                    done != null ? "done" : failure != null ? "failed" : "running",
                    done == null ? 0 : done.epoch(),
                    rounds.size(),
                    last == null ? 0 : last.remainingBytes(),
                    last == null ? 0 : last.predictedDowntimeNanos() * MILLIS,
                    done == null ? 0 : done.downtimeNanos() * MILLIS,
                    -1,
                    rounds.stream().mapToLong(Round::wireBytes).sum(),
                    done != null && done.confirmed(),
                    failure == null ? "" : failure);
        }
    }

    private static final class Standing extends ReplicationJob {
        private final String region;
        private final String endpoint;
        private final Standby standby;

        Standing(long id, String region, String endpoint, Standby standby) {
            super(id);
            this.region = region;
            this.endpoint = endpoint;
            this.standby = standby;
        }

        @Override
        boolean isRunning() {
            return standby.status().running();
        }

        @Override
        boolean cancel() {
            boolean running = isRunning();
            standby.close();
            return running;
        }

        @Override
        void force() {
            throw new IllegalArgumentException("replication " + id() + " is a standby, which hands nothing over");
        }

        @Override
        void throttle() {
            throw new IllegalArgumentException("replication " + id() + " is a standby, which need not converge");
        }

        @Override
        ReplicationInfo info() {
            StandbyStatus status = standby.status();
            return new ReplicationInfo(
                    id(),
                    region,
                    endpoint,
                    "standby",
                    status.running() ? "running" : "done",
                    status.epoch(),
                    status.epochs(),
                    0,
                    0,
                    status.maxPauseNanos() * MILLIS,
                    status.behindNanos() < 0 ? -1 : status.behindNanos() * MILLIS,
                    status.wireBytes(),
                    false,
                    status.problem());
        }
    }
}
