package dev.tidemark.it.flight;

import dev.tidemark.Client;
import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import dev.tidemark.snapshot.SnapshotStore;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Has a region before events are connected and one after; harvests and snapshots, and writes to the end. */
final class FlightProgram {
    private static final int PAGES = 64;

    private FlightProgram() {}

    /** @param arguments a directory for snapshots, and how many writes there are at last, a little more than a millisecond each */
    public static void main(String[] arguments) throws Exception {
        ByteBuffer ram = ByteBuffer.allocateDirect(PAGES << 12);
        Region region = Tidemark.track("ram", ram);
        region.harvest(Tidemark.client("first")); // before anybody had time to notice a recording
        Client backup = Tidemark.client("backup");
        System.out.println("ready");
        System.in.read();
        region.harvest(backup);
        ram.put(3 << 12, (byte) 1);
        ram.put(4 << 12, (byte) 1);
        ram.put(9 << 12, (byte) 1);
        region.harvest(backup);
        ByteBuffer other = ByteBuffer.allocateDirect(1 << 12);
        Tidemark.track("other", other).close();
        SnapshotStore.open(Path.of(arguments[0])).taker(region).take();
        for (int i = 0; i < Integer.parseInt(arguments[1]); i++) {
            ram.putInt(i % PAGES << 12, i);
            region.harvest(backup);
            Thread.sleep(1);
        }
    }
}
