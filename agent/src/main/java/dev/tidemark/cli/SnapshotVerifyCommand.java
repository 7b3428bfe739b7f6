package dev.tidemark.cli;

import dev.tidemark.jmx.SnapshotDamage;
import dev.tidemark.jmx.SnapshotText;
import dev.tidemark.snapshot.Damage;
import dev.tidemark.snapshot.SnapshotStore;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code snapshot verify DIR}. */
@Command(
        name = "verify",
        description =
                "Reads every byte of a store, and names the first bad byte of each file and every missing parent.")
final class SnapshotVerifyCommand extends StoreCommand {
    @Override
    Report report(SnapshotStore store) throws IOException {
        List<Damage> damage;
        try (ProgressBar bar = new ProgressBar("verify")) {
            damage = store.verify(bar);
        }
        int points = store.list().snapshots().size();
        String text = SnapshotText.verified(points, SnapshotDamage.of(damage));
        Object json = Json.object(
                "snapshots",
                points,
                "damaged",
                damage.stream().map(StoreCommand::json).toList());
        return new Report(text, json, damage.isEmpty() ? null : damage.size() + " files are damaged");
    }
}
