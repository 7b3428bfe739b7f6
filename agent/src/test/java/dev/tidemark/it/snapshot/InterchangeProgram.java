package dev.tidemark.it.snapshot;

import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import dev.tidemark.snapshot.Snapshot;
import dev.tidemark.snapshot.SnapshotProgress;
import dev.tidemark.snapshot.SnapshotStore;
import dev.tidemark.snapshot.SnapshotTaker;
import dev.tidemark.snapshot.TakeOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Arguments: {@code write STORE KIND SEED} takes the snapshots of a history; {@code read KIND SEED STORE...} restores all of them. */
public final class InterchangeProgram {
    static final int GENERATIONS = 5;

    private InterchangeProgram() {}

    public static void main(String[] arguments) throws IOException {
        boolean writes = arguments[0].equals("write");
        ByteBuffer ram = arguments[writes ? 2 : 1].equals("heap")
                ? ByteBuffer.allocate(KilledGuest.BYTES)
                : ByteBuffer.allocateDirect(KilledGuest.BYTES);
        Region region = Tidemark.track("ram", ram);
        if (writes) {
            write(region, ram, Path.of(arguments[1]), Long.parseLong(arguments[3]));
            return;
        }
        int restored = 0;
        for (int i = 3; i < arguments.length; i++) {
            restored += read(region, ram, Path.of(arguments[i]), Long.parseLong(arguments[2]));
        }
        System.out.println(restored);
    }

    private static void write(Region region, ByteBuffer ram, Path home, long seed) throws IOException {
        SnapshotTaker taker = SnapshotStore.open(home).taker(region);
        KilledGuest guest = new KilledGuest(seed, ram);
        while (guest.generation() < GENERATIONS) {
            guest.step();
            taker.take(TakeOptions.DEFAULT.with(
                    "generation", String.valueOf(guest.generation()).getBytes()));
        }
    }

    private static int read(Region region, ByteBuffer ram, Path home, long seed) throws IOException {
        SnapshotStore store = SnapshotStore.open(home);
        int restored = 0;
        try (SnapshotTaker taker = store.taker(region)) {
            for (Snapshot point : store.list().snapshots()) {
                taker.restore(point, SnapshotProgress.NONE);
                if (!ram.equals(KilledGuest.at(seed, KilledProgram.generation(store, point)))) {
                    throw new AssertionError("restored wrong: " + point);
                }
                restored++;
            }
        }
        return restored;
    }
}
