package dev.tidemark.jmx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.Region;
import java.io.ByteArrayOutputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a caller from afar can make of the operations: answers of bounded size, refusals of two kinds, and nothing that piles up. */
class HostileCallsTest {
    private static final int CALLS = Integer.getInteger("tidemark.calls", 20_000);
    private static final int MAX_ANSWER_BYTES = 2 << 20;
    private static final int PAGES = 4_096;

    private final Beans beans = new Beans();

    @Test
    void randomArgumentsAreAnsweredOrRefused() throws Exception {
        long seed = Long.getLong("tidemark.seed", new Random().nextLong());
        System.out.println("HostileCallsTest: replay with -Dtidemark.seed=" + seed);
        Random random = new Random(seed);
        beans.clean("ram", PAGES * 64, 64);
        beans.track("other", 64, 64);
        ObjectName ram = JmxNames.region("ram");
        int answered = 0;
        int refused = 0;
        long largest = 0;
        for (int i = 0; i < CALLS; i++) {
            ObjectName bean = random.nextInt(4) == 0 ? JmxNames.TRACKER : ram;
            MBeanOperationInfo[] operations = operations(bean);
            MBeanOperationInfo operation = operations[random.nextInt(operations.length)];
            if (operation.getName().equals("trackRegion")
                    || operation.getName().equals("trackField")
                    || operation.getName().equals("searchWriters")) {
                continue; // two have nothing to find here; the third may be called only so often in a JVM
            }
            try {
                Object answer = call(bean, operation, random);
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
        assertEquals(List.of(), beans.problems);
    }

    /** A measurement that a random call began would take a place from other tests' for minutes. */
    @AfterEach
    void endMeasurements() throws InterruptedException {
        beans.tracker.regions().forEach(Region::close);
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("tidemark-rate")) {
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

    private Object call(ObjectName bean, MBeanOperationInfo operation, Random random) throws Exception {
        List<Object> arguments = new ArrayList<>();
        List<String> types = new ArrayList<>();
        for (MBeanParameterInfo parameter : operation.getSignature()) {
            types.add(parameter.getType());
            arguments.add(argument(parameter.getType(), random));
        }
        return beans.server.invoke(bean, operation.getName(), arguments.toArray(), types.toArray(new String[0]));
    }

    private Object argument(String type, Random random) {
        switch (type) {
            case "long":
                return number(random);
            case "int":
                return (int) number(random);
            default:
                return switch (random.nextInt(8)) {
                    case 0 -> null;
                    case 1 -> "";
                    case 2 -> "x".repeat(100_000);
                    case 3 -> "\u0000\n\"*?,=:" + random.nextInt();
                    case 4 -> "new " + random.nextInt(200);
                    case 5 -> random.nextBoolean() ? "bytes" : "rate";
                    default -> random.nextBoolean() ? "migration" : "vga";
                };
        }
    }

    private static long number(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> random.nextLong();
            case 1 -> random.nextBoolean() ? Long.MAX_VALUE : Long.MIN_VALUE;
            case 2 -> random.nextBoolean() ? Integer.MAX_VALUE : Integer.MIN_VALUE;
            case 3 -> -random.nextInt(3);
            case 4 -> random.nextInt(PAGES * 64 + 100);
            default -> 1 + random.nextInt(64);
        };
    }

    private MBeanOperationInfo[] operations(ObjectName bean) throws Exception {
        MBeanInfo info = beans.server.getMBeanInfo(bean);
        return info.getOperations();
    }

    private static long size(Object answer) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(answer);
        }
        return bytes.size();
    }
}
