package dev.tidemark.cli;

import dev.tidemark.options.Sizes;
import dev.tidemark.snapshot.Damage;
import dev.tidemark.snapshot.Snapshot;
import dev.tidemark.snapshot.SnapshotList;
import dev.tidemark.snapshot.SnapshotStore;
import java.io.IOException;
import picocli.CommandLine.Command;

/** {@code snapshot list DIR}. */
@Command(name = "list", description = "Lists the points of a store, oldest first. Reads headers alone.")
final class SnapshotListCommand extends StoreCommand {
    @Override
    Report report(SnapshotStore store) throws IOException {
        SnapshotList list = store.list();
        TextTable table = new TextTable("NAME", "REGION", "KIND", "TAKEN", ">REGION SIZE", ">PAGE", ">FILE");
        for (Snapshot point : list.snapshots()) {
            table.row(
                    point.name(),
                    point.region(),
                    kind(point),
                    point.takenAt(),
                    Sizes.human(point.byteSize()),
                    Sizes.format(point.pageSize()),
                    Sizes.human(point.fileBytes()));
        }
        StringBuilder text = new StringBuilder(table.render());
        for (Damage damage : list.damaged()) {
            text.append("damaged: ").append(line(damage));
        }
        Object json = Json.object(
                "snapshots", list.snapshots().stream().map(StoreCommand::json).toList(),
                "damaged", list.damaged().stream().map(StoreCommand::json).toList());
        return new Report(
                text.toString(),
                json,
                list.damaged().isEmpty() ? null : list.damaged().size() + " files are damaged");
    }
}
