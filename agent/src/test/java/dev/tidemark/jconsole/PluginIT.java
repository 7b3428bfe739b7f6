package dev.tidemark.jconsole;

import dev.tidemark.Client;
import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import dev.tidemark.it.ForkedJvm;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The plugin in a real JConsole, on a display of its own (Xvfb): {@code mvn -pl agent verify -Pui -Dit.test=PluginIT}. Screenshots
 * are left in {@code target/screenshots}.
 */
@EnabledIfSystemProperty(named = "tidemark.ui", matches = "true", disabledReason = "needs Xvfb: profile ui")
class PluginIT {
    /** One region whose dirty pages stand still, and one that is written all the time. */
    static final class Guest {
        static final int RAM_PAGES = 4096;
        static final int DIRTY_RUNS = 500;

        public static void main(String[] args) throws Exception {
            ByteBuffer ram = ByteBuffer.allocate(RAM_PAGES * 4096);
            Region region = Tidemark.track("guest ram", ram);
            Client backup = Tidemark.client("backup");
            region.harvest(backup);
            for (int i = 0; i < DIRTY_RUNS; i++) {
                ram.putLong(i * 2 * 4096, i);
            }
            ByteBuffer busy = ByteBuffer.allocate(1 << 20);
            Region writing = Tidemark.track("busy", busy);
            System.out.println("ready");
            for (int i = 0; System.in.available() == 0; i++) {
                busy.putLong(i % 128 * 4096, i);
                if (i % 128 == 127) {
                    writing.harvest(backup);
                }
                Thread.sleep(10);
            }
            Reference.reachabilityFence(ram);
        }
    }

    @Test
    void theTabShowsWhatTheBeansSay() throws Exception {
        try (Display display = Display.open();
                ForkedJvm.Running guest = ForkedJvm.withAgent("min=off")
                        .flags("-Xmx96m")
                        .timeoutSeconds(300)
                        .start(Guest.class)) {
            guest.awaitLine("ready");
            System.out.println("PluginIT: " + display.drive(PluginDriver.class, guest.pid()));
        }
    }
}
