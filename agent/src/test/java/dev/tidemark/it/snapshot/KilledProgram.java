package dev.tidemark.it.snapshot;

import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import dev.tidemark.snapshot.PrunePolicy;
import dev.tidemark.snapshot.Snapshot;
import dev.tidemark.snapshot.SnapshotProgress;
import dev.tidemark.snapshot.SnapshotStore;
import dev.tidemark.snapshot.SnapshotTaker;
import dev.tidemark.snapshot.TakeOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Goes on from the last snapshot of a store, and takes, merges and prunes until it is killed. Arguments: store, seed. */
public final class KilledProgram {
    private KilledProgram() {}

    public static void main(String[] args) throws IOException {
        SnapshotStore store = SnapshotStore.open(Path.of(args[0]));
        long seed = Long.parseLong(args[1]);
        ByteBuffer ram = ByteBuffer.allocateDirect(KilledGuest.BYTES);
        Region region = Tidemark.track("ram", ram);
        SnapshotTaker taker = store.taker(region);
        KilledGuest guest = new KilledGuest(seed, ram);
        if (!store.list().snapshots().isEmpty()) {
            Snapshot last = store.point("latest");
            taker.restore(last, SnapshotProgress.NONE);
            guest.isAt(generation(store, last));
            if (!ram.equals(KilledGuest.at(seed, guest.generation()))) {
                throw new AssertionError("restored wrong: " + last);
            }
        }
        System.out.println("ready at generation " + guest.generation());
        for (int i = 0; ; i++) {
            guest.step();
            byte[] generation = String.valueOf(guest.generation()).getBytes();
            taker.take(TakeOptions.DEFAULT.with("generation", generation));
            if (i == 0) {
                System.out.println("took");
            }
            if (guest.generation() % 13 == 0) {
                store.compact(store.point("latest"), SnapshotProgress.NONE);
                store.prune(PrunePolicy.keepLast(7), false);
            }
        }
    }

    static int generation(SnapshotStore store, Snapshot point) throws IOException {
        return Integer.parseInt(new String(store.attachments(point).get("generation")));
    }
}
