package dev.tidemark.it.metrics;

import dev.tidemark.Client;
import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import dev.tidemark.it.RawMemory;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** 100 regions of 1 GiB, memory that nobody touches, of which three clients find one page in a hundred dirty. */
final class HundredRegions {
    static final int COUNT = 100;

    private static final long BYTES = 1L << 30;
    private static final int PAGE = 4096;
    private static final int DIRTY = (int) (BYTES / PAGE / 100);

    private HundredRegions() {}

    /** @param arguments a seed */
    public static void main(String[] arguments) throws Exception {
        Random random = new Random(Long.parseLong(arguments[0]));
        List<Region> regions = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            regions.add(Tidemark.trackMemory("region " + i, RawMemory.allocate(BYTES), BYTES, PAGE, regions));
            for (Client client : Tidemark.clients()) {
                regions.get(i).harvest(client);
            }
            for (int page = 0; page < DIRTY; page++) {
                regions.get(i).markDirty(random.nextInt((int) (BYTES / PAGE)) * (long) PAGE, 1);
            }
        }
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        System.out.println("ready");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        for (String nonce = in.readLine(); nonce != null; nonce = in.readLine()) {
            System.out.println(nonce + state(regions, server));
        }
    }

    /** What reading must not change, in one line. */
    private static String state(List<Region> regions, MBeanServer server) throws Exception {
        long dirty = 0;
        long epochs = 0;
        long open = 0;
        for (Region region : regions) {
            ObjectName name = new ObjectName("dev.tidemark:type=Region,name=" + ObjectName.quote(region.name()));
            epochs += (Long) server.getAttribute(name, "Epoch");
            open += (Integer) server.getAttribute(name, "OpenHarvests");
            for (Client client : Tidemark.clients()) {
                dirty += region.dirtyPageCount(client);
            }
        }
        return " dirty " + dirty + ", epochs " + epochs + ", open " + open + ", clients " + Tidemark.clients();
    }
}
