package dev.tidemark.cli;

import dev.tidemark.jmx.SnapshotPoint;
import dev.tidemark.jmx.SnapshotText;
import dev.tidemark.snapshot.Snapshot;
import dev.tidemark.snapshot.SnapshotStore;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code snapshot compact DIR POINT}. */
@Command(
        name = "compact",
        description = {
            "Merges a point and all it depends on into a full snapshot of the same point.",
            "Deletes nothing: prune removes what nobody needs any more."
        })
final class SnapshotCompactCommand extends StoreCommand {
    @Parameters(index = "1", paramLabel = "POINT", description = "A snapshot's name, or latest.")
    private String point;

    @Override
    Report report(SnapshotStore store) throws IOException {
        Snapshot before = store.point(point);
        Snapshot after;
        try (ProgressBar bar = new ProgressBar("compact")) {
            after = store.compact(before, bar);
        }
        String text = SnapshotText.merged(before.full(), SnapshotPoint.of(after));
        return new Report(text, Json.object("merged", !before.full(), "snapshot", json(after)));
    }
}
