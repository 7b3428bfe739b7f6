package dev.tidemark.it.metrics;

import dev.tidemark.Client;
import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** One region of which {@code backup} finds two pages dirty. Tells its state when it is asked. */
final class MeteredGuest {
    /** Some of each kind: numbers, texts, records, maps of records. */
    static final List<String> REGION_ATTRIBUTES = List.of(
            "ByteSize",
            "Coverage",
            "Clients",
            "DirtyRate",
            "Thresholds",
            "WriterSampling",
            "HeatMap",
            "HeatCells",
            "Epoch");

    private MeteredGuest() {}

    public static void main(String[] arguments) throws Exception {
        ByteBuffer ram = ByteBuffer.allocate(1 << 20);
        Region region = Tidemark.track("guest ram", ram);
        Client backup = Tidemark.client("backup");
        region.harvest(backup);
        ram.putLong(8192, 1);
        ram.putLong(40_960, 1);
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        ObjectName name = new ObjectName("dev.tidemark:type=Region,name=\"guest ram\"");
        String text = String.class.getName();
        server.invoke(name, "setThreshold", new Object[] {"backup", "bytes", 4096L, 0L}, new String[] {
            text, text, "long", "long"
        });
        System.out.println("ready");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String state =
                    "epoch " + server.getAttribute(name, "Epoch") + ", clients " + Tidemark.clients() + ", dirty "
                            + region.dirtyPages(backup).runs() + ", open "
                            + Arrays.toString((long[]) server.getAttribute(name, "OpenHarvestIds"));
            System.out.println(line.split(" ")[1] + " " + state);
        }
        ram.put(0, (byte) 1); // lives until here
    }
}
