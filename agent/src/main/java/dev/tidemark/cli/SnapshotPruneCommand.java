package dev.tidemark.cli;

import dev.tidemark.jmx.SnapshotText;
import dev.tidemark.snapshot.PrunePolicy;
import dev.tidemark.snapshot.SnapshotStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code snapshot prune DIR --keep N}. */
@Command(
        name = "prune",
        description =
                "Deletes the points that the policy does not keep and no kept point needs, and files nobody finished.")
final class SnapshotPruneCommand extends StoreCommand {
    @Option(
            names = "--keep",
            paramLabel = "N",
            required = true,
            description = "Keep the newest N points of each region's history, at least 1.")
    private int keep;

    @Option(
            names = "--within",
            paramLabel = "TIME",
            defaultValue = "PT0S",
            description = "Keep points not older than this too, as in PT36H or P7D.")
    private String within;

    @Option(names = "--dry-run", description = "Tell what would be deleted.")
    private boolean dryRun;

    @Override
    Report report(SnapshotStore store) throws IOException {
        String[] files =
                store.prune(policy(), dryRun).stream().map(Path::toString).toArray(String[]::new);
        return new Report(SnapshotText.pruned(files, dryRun), Json.object("dryRun", dryRun, "files", List.of(files)));
    }

    private PrunePolicy policy() {
        try {
            return new PrunePolicy(keep, Duration.parse(within));
        } catch (DateTimeParseException e) {
            throw CliException.wrongUsage("--within must be a duration as in PT36H or P7D: " + within);
        } catch (IllegalArgumentException e) {
            throw CliException.wrongUsage(e.getMessage());
        }
    }
}
