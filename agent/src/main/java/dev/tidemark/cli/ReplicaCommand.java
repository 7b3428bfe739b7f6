package dev.tidemark.cli;

import dev.tidemark.replicate.Endpoint;
import dev.tidemark.replicate.Replica;
import dev.tidemark.replicate.ReplicaEpoch;
import dev.tidemark.replicate.Tls;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code replica --listen HOST:PORT --into FILE}. */
@Command(
        name = "replica",
        description = {
            "Listens for a region of another JVM and keeps it in a file, always at a whole epoch. Ends when a source has handed over, and"
                    + " then the file is the region's bytes.",
            "Without --listen, repairs what a killed replica left, and tells the epoch that the file holds."
        })
final class ReplicaCommand extends DataCommand {
    @Option(
            names = "--listen",
            paramLabel = "ENDPOINT",
            description = "HOST:PORT, [IPV6]:PORT or unix:PATH; port 0 takes a free one.")
    private String listen;

    @Option(
            names = "--into",
            paramLabel = "FILE",
            required = true,
            description = "A new file, or that of a replica, which then goes on.")
    private Path into;

    @Option(names = "--region", paramLabel = "N", description = "Accept a region of this name alone.")
    private String region;

    @Option(names = "--tls", description = "Use TLS, with the stores that this JVM's properties javax.net.ssl.* name.")
    private boolean tls;

    @Option(
            names = "--not-durable",
            description = "Force nothing to the disk: a crash of the machine may tear the file.")
    private boolean notDurable;

    @Override
    Report report() {
        try {
            return listen == null ? look() : serve();
        } catch (IOException e) {
            throw CliException.failed(e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CliException.failed("interrupted", e);
        }
    }

    private Report look() throws IOException {
        ReplicaEpoch held = Replica.repair(into);
        if (held == null) {
            throw CliException.failed(into + " holds no whole epoch: the first copy was not completed");
        }
        return report("holds ", held);
    }

    private Report serve() throws IOException, InterruptedException {
        Replica.Setup setup;
        try {
            setup = Replica.listen(Endpoint.parse(listen));
        } catch (IllegalArgumentException e) {
            throw CliException.wrongUsage("--listen: " + e.getMessage());
        }
        setup = tls ? setup.tls(Tls.ofThisJvm()) : setup;
        setup = region == null ? setup : setup.region(region);
        setup = notDurable ? setup.notDurable() : setup;
        try (Replica replica = setup.intoFile(into)) {
            progress("listening at " + replica.endpoint());
            String told = "";
            while (true) {
                ReplicaEpoch last = replica.awaitHandOver(Duration.ofSeconds(1));
                if (last != null) {
                    return report("took over at ", last);
                }
                String problem = replica.lastProblem();
                if (!problem.equals(told)) {
                    progress("connection ended: " + Failures.oneLine(problem));
                    told = problem;
                }
            }
        }
    }

    private Report report(String what, ReplicaEpoch epoch) {
        Object json = Json.object(
                "file",
                into.toString(),
                "region",
                epoch.region(),
                "byteSize",
                epoch.byteSize(),
                "pageSize",
                epoch.pageSize(),
                "epoch",
                epoch.number(),
                "lineage",
                epoch.lineage().toString(),
                "takenAt",
                java.time.Instant.ofEpochMilli(epoch.takenAtMillis()).toString(),
                "stateBytes",
                epoch.attachments().values().stream()
                        .mapToInt(each -> each.length)
                        .sum());
        return new Report(into + " " + what + epoch + "\n", json);
    }
}
