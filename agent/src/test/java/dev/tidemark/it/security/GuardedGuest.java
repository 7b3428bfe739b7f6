package dev.tidemark.it.security;

import dev.tidemark.Client;
import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import java.nio.ByteBuffer;

/** A region of which {@code backup} finds one page dirty. Tells at its end what has become of it. */
final class GuardedGuest {
    private GuardedGuest() {}

    public static void main(String[] arguments) throws Exception {
        ByteBuffer ram = ByteBuffer.allocateDirect(1 << 20);
        Region region = Tidemark.track("ram", ram);
        Client backup = Tidemark.client("backup");
        region.harvest(backup);
        ram.put(4096, (byte) 1);
        System.out.println("ready");
        System.in.read();
        System.out.println("clients " + Tidemark.clients() + ", regions " + Tidemark.regions() + ", dirty "
                + region.dirtyPages(backup).runs());
        ram.put(0, (byte) 1); // lives until here
    }
}
