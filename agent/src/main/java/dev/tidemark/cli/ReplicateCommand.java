package dev.tidemark.cli;

import dev.tidemark.jmx.ReplicationInfo;
import dev.tidemark.jmx.ReplicationMXBean;
import dev.tidemark.options.Sizes;
import dev.tidemark.replicate.Endpoint;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.Arrays;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code replicate PID REGION --to HOST:PORT}. */
@Command(
        name = "replicate",
        description = {
            "Moves a region of a running JVM to a replica, page by page while it is written; the guest that the program registered stands"
                    + " still for the rest alone. Or, with --interval, keeps the replica up to date, and returns at once.",
            "Starts the JVM's local JMX connector if it does not run yet."
        })
final class ReplicateCommand extends DataCommand {
    private static final long POLL_MILLIS = 200;

    @Parameters(index = "0", paramLabel = "PID", description = "Process id of the JVM; the command list shows them.")
    private long pid;

    @Parameters(index = "1", paramLabel = "REGION", description = "Name of the region; the command status shows them.")
    private String region;

    @Option(
            names = "--to",
            paramLabel = "ENDPOINT",
            required = true,
            description = "Where the replica listens: HOST:PORT, [IPV6]:PORT or unix:PATH.")
    private String to;

    @Option(
            names = "--downtime",
            paramLabel = "MS",
            defaultValue = "50",
            description = "Hands over once the guest is predicted to stand still no longer. Default: ${DEFAULT-VALUE}.")
    private int downtime;

    @Option(
            names = "--max-rounds",
            paramLabel = "N",
            defaultValue = "30",
            description = "Rounds after which a migration that has not converged gives up. Default: ${DEFAULT-VALUE}.")
    private int maxRounds;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "3600",
            description = "Seconds after which it gives up. Default: ${DEFAULT-VALUE}.")
    private int timeout;

    @Option(names = "--force", description = "Instead of giving up, hand over however long the guest stands still.")
    private boolean force;

    @Option(
            names = "--throttle",
            description = "If it does not converge, slow down the threads that dirty most, more from round to round.")
    private boolean throttle;

    @Option(names = "--interval", paramLabel = "MS", description = "Keep a standby, with an epoch so often.")
    private Integer interval;

    @Option(names = "--bandwidth", paramLabel = "SIZE", description = "Most bytes per second, 100m for example.")
    private String bandwidth;

    @Option(
            names = "--zstd",
            paramLabel = "LEVEL",
            defaultValue = "0",
            description =
                    "Compress, 1 to 22; for slow links. Needs zstd-jni on both JVMs' class paths. Default: do not.")
    private int zstdLevel;

    @Option(
            names = "--tls",
            description = "Use TLS, with the stores that the properties javax.net.ssl.* of that JVM name.")
    private boolean tls;

    @Override
    Report report() {
        try {
            Endpoint.parse(to);
        } catch (IllegalArgumentException e) {
            throw CliException.wrongUsage("--to: " + e.getMessage());
        }
        if (downtime < 1 || maxRounds < 1 || timeout < 1 || interval != null && interval < 1) {
            throw CliException.wrongUsage("--downtime, --max-rounds, --timeout and --interval must be at least 1");
        }
        if (throttle && interval != null) {
            throw CliException.wrongUsage("--throttle is for a migration, and --interval keeps a standby");
        }
        if (zstdLevel < 0 || zstdLevel > 22) {
            throw CliException.wrongUsage("--zstd must be 1 to 22, or 0 for none: " + zstdLevel);
        }
        long limit = bandwidth == null ? 0 : bytesPerSecond(bandwidth);
        ReplicationInfo info = AgentConnection.stay(pid, (jvm, agent) -> {
            agent.region(region); // tells the names there are
            ReplicationMXBean bean = agent.replication();
            if (interval != null) {
                return find(bean, bean.standby(region, to, interval, limit, zstdLevel, tls));
            }
            long id = bean.migrate(region, to, downtime, maxRounds, timeout, force, limit, zstdLevel, tls);
            if (throttle) {
                bean.throttle(id);
            }
            return await(bean, id);
        });
        String failure = info.state().equals("failed")
                ? info.problem()
                : info.state().equals("done") && !info.confirmed() && interval == null
                        ? "the guest has stopped, and the replica holds all of it, but did not answer: see whether it goes on there"
                        : null;
        return new Report(failure == null ? text(info) : "", json(info), failure);
    }

    private static long bytesPerSecond(String text) {
        try {
            return Sizes.parse(text);
        } catch (IllegalArgumentException e) {
            throw CliException.wrongUsage("--bandwidth " + e.getMessage() + ": " + Failures.oneLine(text));
        }
    }

    private static ReplicationInfo await(ReplicationMXBean bean, long id) {
        try (ProgressBar bar = new ProgressBar("replicate")) {
            while (true) {
                ReplicationInfo info = find(bean, id);
                if (!info.state().equals("running")) {
                    return info;
                }
                bar.at(info.wireBytes(), info.wireBytes() + info.remainingBytes());
                Thread.sleep(POLL_MILLIS);
            }
        } catch (UndeclaredThrowableException e) {
            throw CliException.failed(
                    "lost the JVM while its region was moved: it may have ended because its guest was handed over; the replica"
                            + " tells whether it took over",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CliException.failed("interrupted; replication " + id + " goes on", e);
        }
    }

    private static ReplicationInfo find(ReplicationMXBean bean, long id) {
        return Arrays.stream(bean.getReplications())
                .filter(each -> each.id() == id)
                .findFirst()
                .orElseThrow(() -> CliException.failed("replication " + id + " was forgotten by that JVM"));
    }

    private static String text(ReplicationInfo info) {
        return info.kind().equals("standby")
                ? String.format(
                        Locale.ROOT,
                        "standby %d of region '%s' at %s runs%n",
                        info.id(),
                        info.region(),
                        info.endpoint())
                : String.format(
                        Locale.ROOT,
                        "moved region '%s' to %s: epoch %d, %d rounds, %s sent, downtime %.1f ms%n",
                        info.region(),
                        info.endpoint(),
                        info.epoch(),
                        info.rounds(),
                        Sizes.humanAndExact(info.wireBytes()),
                        info.downtimeMillis());
    }

    private static Object json(ReplicationInfo info) {
        return Json.object(
                "id", info.id(),
                "region", info.region(),
                "endpoint", info.endpoint(),
                "kind", info.kind(),
                "state", info.state(),
                "epoch", info.epoch(),
                "rounds", info.rounds(),
                "downtimeMillis", info.downtimeMillis(),
                "wireBytes", info.wireBytes(),
                "confirmed", info.confirmed(),
                "problem", info.problem());
    }
}
