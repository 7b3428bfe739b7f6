package dev.tidemark.cli;

import dev.tidemark.jmx.SnapshotJob;
import dev.tidemark.options.Sizes;
import dev.tidemark.snapshot.Snapshot;
import dev.tidemark.snapshot.SnapshotStore;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code snapshot restore DIR POINT FILE}, or {@code --into PID}. */
@Command(
        name = "restore",
        description = {
            "Writes a region's bytes at a point to a new file, or back into the region of a JVM that runs.",
            "The region must have the snapshot's name, size and page size. Its next snapshot follows the point."
        })
final class SnapshotRestoreCommand extends StoreCommand {
    @Parameters(index = "1", paramLabel = "POINT", description = "A snapshot's name, or latest.")
    private String point;

    @Parameters(
            index = "2",
            arity = "0..1",
            paramLabel = "FILE",
            description = "The file to write; it must not exist. Without --into only.")
    private String file;

    @Option(names = "--into", paramLabel = "PID", description = "Process id of the JVM whose region to write.")
    private Long into;

    @Option(
            names = "--other-start",
            description = "Allow a snapshot that another start of the process took, or another process.")
    private boolean otherStart;

    @Mixin
    private LiveOptions live;

    @Override
    void checkUsage() {
        if ((file == null) == (into == null)) {
            throw CliException.wrongUsage("restore goes to a FILE or --into a JVM: name one of them");
        }
        int timeoutSeconds = live.timeoutSeconds(List.of("pause", "still"));
        if (into == null && (otherStart || timeoutSeconds > 0 || !live.guest().isEmpty())) {
            throw CliException.wrongUsage("--other-start, --guest and --timeout are for --into");
        }
    }

    @Override
    Report report(SnapshotStore store) throws IOException {
        return into == null ? toFile(store) : toRegion();
    }

    private Report toFile(SnapshotStore store) throws IOException {
        Snapshot snapshot = store.point(point);
        try (ProgressBar bar = new ProgressBar("restore")) {
            store.restore(snapshot, path(file), bar);
        }
        String text = "restored " + snapshot.name() + " of region '" + snapshot.region() + "', "
                + Sizes.humanAndExact(snapshot.byteSize()) + ", to " + file + "\n";
        return new Report(text, Json.object("restored", json(snapshot), "file", file));
    }

    private Report toRegion() {
        SnapshotJob job = RemoteJob.run(
                into,
                "restore",
                live.timeoutSeconds(List.of("pause", "still")),
                bean -> bean.restore(directory(), elsewhere(), point, otherStart, live.guest()));
        return new Report(job.text(), Json.object("restored", json(job.point()), "pid", into));
    }
}
