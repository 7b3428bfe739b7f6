package dev.tidemark.cli;

import dev.tidemark.options.Sizes;
import dev.tidemark.snapshot.Snapshot;
import dev.tidemark.snapshot.SnapshotStore;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code snapshot restore DIR POINT FILE}. */
@Command(name = "restore", description = "Writes a region's bytes at a point to a new file.")
final class SnapshotRestoreCommand extends StoreCommand {
    @Parameters(index = "1", paramLabel = "POINT", description = "A snapshot's name, or latest.")
    private String point;

    @Parameters(index = "2", paramLabel = "FILE", description = "The file to write; it must not exist.")
    private String file;

    @Override
    Report report(SnapshotStore store) throws IOException {
        Snapshot snapshot = store.point(point);
        try (ProgressBar bar = new ProgressBar("restore")) {
            store.restore(snapshot, path(file), bar);
        }
        String text = "restored " + snapshot.name() + " of region '" + snapshot.region() + "', "
                + Sizes.humanAndExact(snapshot.byteSize()) + ", to " + file + "\n";
        return new Report(text, Json.object("restored", json(snapshot), "file", file));
    }
}
