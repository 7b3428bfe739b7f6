package dev.tidemark.jmx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.Region;
import dev.tidemark.it.security.HostileArguments;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import javax.management.MBeanOperationInfo;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a caller from afar can make of the operations: answers of bounded size, refusals of two kinds, and nothing that piles up. */
class HostileCallsTest {
    private static final int CALLS = Integer.getInteger("tidemark.calls", 20_000);
    private static final int MAX_ANSWER_BYTES = 2 << 20;
    private static final int PAGES = 4_096;

    private final Beans beans = new Beans();

    @TempDir
    private Path folder;

    @Test
    void randomArgumentsAreAnsweredOrRefused() throws Exception {
        long seed = Long.getLong("tidemark.seed", new Random().nextLong());
        System.out.println("HostileCallsTest: replay with -Dtidemark.seed=" + seed);
        Random random = new Random(seed);
        beans.clean("ram", PAGES * 64, 64);
        beans.track("other", 64, 64);
        HostileArguments arguments = new HostileArguments(random, "ram", PAGES * 64, folder, closedPort());
        int answered = 0;
        int refused = 0;
        long largest = 0;
        for (int i = 0; i < CALLS; i++) {
            ObjectName bean = bean(random.nextInt(10));
            MBeanOperationInfo[] operations = beans.server.getMBeanInfo(bean).getOperations();
            MBeanOperationInfo operation = operations[random.nextInt(operations.length)];
            if (operation.getName().equals("trackRegion")
                    || operation.getName().equals("trackField")
                    || operation.getName().equals("searchWriters")) {
                continue; // two have nothing to find here; the third may be called only so often in a JVM
            }
            try {
                Object answer = beans.server.invoke(
                        bean, operation.getName(), arguments.of(operation), HostileArguments.types(operation));
                answered++;
                largest = Math.max(largest, size(answer));
            } catch (RuntimeMBeanException e) {
                RuntimeException cause = e.getTargetException();
                assertTrue(
                        cause.getClass() == IllegalArgumentException.class
                                || cause.getClass() == IllegalStateException.class,
                        () -> operation.getName() + ": " + cause.getClass());
                assertTrue(
                        cause.getMessage().length() < 8_000,
                        () -> operation.getName() + " " + cause.getMessage().length());
                refused++;
            }
            if (i % 100 == 0) {
                beans.registrar.tick(beans.nanoTime += 1_000_000_000L);
            }
        }
        System.out.println("HostileCallsTest: answered " + answered + ", refused " + refused + ", largest answer "
                + largest + " bytes");
        assertTrue(answered > CALLS / 20 && refused > CALLS / 20, "answered " + answered + ", refused " + refused);
        assertTrue(largest <= MAX_ANSWER_BYTES, "an answer of " + largest + " bytes");
        assertTrue(beans.tracker.clients().size() <= 64);
        assertTrue(beans.region("ram").getOpenHarvests() <= Limits.MAX_OPEN_HARVESTS);
        assertTrue(beans.region("ram").getThresholds().size() <= 128);
        assertTrue(beans.snapshots().getJobs().length <= 40);
        assertTrue(beans.replication().getReplications().length <= 64);
        assertEquals(List.of(), beans.problems);
    }

    /** A measurement that a random call began would take a place from other tests' for minutes, and a job write into the folder. */
    @AfterEach
    void endWhatWasBegun() throws InterruptedException {
        for (ReplicationInfo replication : beans.replication().getReplications()) {
            beans.replication().cancel(replication.id());
        }
        beans.tracker.regions().forEach(Region::close);
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("tidemark-rate") || thread.getName().startsWith("tidemark-snapshot-")) {
                thread.join();
            }
        }
    }

    @Test
    void thousandsOfHarvestsLoseNothing() {
        RegionMXBean region = beans.clean("ram", PAGES * 64, 64);
        int taken = 0;
        for (int i = 0; i < PAGES; i++) {
            region.markDirty(i * 64L, 64);
            try {
                region.harvest("migration");
                taken++;
            } catch (RuntimeException refused) {
                continue;
            }
        }
        assertEquals(Limits.MAX_OPEN_HARVESTS, taken);
        assertEquals(PAGES - 8, region.getClients().get("migration").dirtyPages(), "what was refused took nothing");
        for (long id : region.getOpenHarvestIds()) {
            region.giveBack(id);
        }
        assertEquals(PAGES, region.getClients().get("migration").dirtyPages());
    }

    @Test
    void floodsOfClientsAreRefused() {
        beans.track("ram", 640, 64);
        TrackerMXBean tracker = beans.tracker();
        for (int round = 0; round < 3; round++) {
            int made = 0;
            for (int i = 0; i < 2_000; i++) {
                try {
                    tracker.createClient("flood " + i);
                    made++;
                } catch (RuntimeException refused) {
                    continue;
                }
            }
            assertEquals(61, made);
            for (int i = 0; i < made; i++) {
                tracker.removeClient("flood " + i);
            }
        }
        assertThrows(RuntimeException.class, () -> tracker.createClient("x".repeat(1_000_000)));
        assertEquals(3, tracker.getClientNames().length);
    }

    private static ObjectName bean(int of10) {
        return switch (of10) {
            case 0, 1 -> JmxNames.TRACKER;
            case 2 -> JmxNames.SNAPSHOTS;
            case 3 -> JmxNames.REPLICATION;
            default -> JmxNames.region("ram");
        };
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static long size(Object answer) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(answer);
        }
        return bytes.size();
    }
}
