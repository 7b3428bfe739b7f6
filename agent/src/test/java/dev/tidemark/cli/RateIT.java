package dev.tidemark.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.Client;
import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import dev.tidemark.it.ForkedJvm;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.management.JMException;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import org.junit.jupiter.api.Test;

/** The command {@code rate} against a JVM that writes the same pages again and again. */
class RateIT {
    private static final int WRITTEN = 64;

    /**
     * Writes the first pages of a region of 256 in turn, until it is told to end, or, with the argument {@code measured}, until somebody
     * measures it; then it ends the region, and waits.
     */
    static final class Guest {
        public static void main(String[] args) throws Exception {
            ByteBuffer ram = ByteBuffer.allocateDirect(256 << 12);
            Region region = Tidemark.track("ram", ram);
            Client backup = Tidemark.client("backup");
            region.harvest(backup);
            ram.put(0, (byte) 1); // one that backup knows
            System.out.println("ready");
            for (int i = 0; args.length == 0 ? System.in.available() == 0 : !isMeasured(); i++) {
                ram.putInt(i % WRITTEN << 12, i);
                Thread.sleep(1);
            }
            region.close();
            System.out.println("ended");
            System.in.read();
            System.in.read();
            System.in.read();
        }

        private static boolean isMeasured() throws JMException {
            CompositeData rate = (CompositeData) ManagementFactory.getPlatformMBeanServer()
                    .getAttribute(new ObjectName("dev.tidemark:type=Region,name=\"ram\""), "DirtyRate");
            return rate.get("state").equals("MEASURING");
        }
    }

    @Test
    void countsDifferentPagesAndForecasts() {
        try (ForkedJvm.Running guest = ForkedJvm.withAgent("min=off").start(Guest.class)) {
            guest.awaitLine("ready");
            String pid = Long.toString(guest.pid());
            cli("rate", pid, "ram", "--seconds", "1").expectSuccess(); // every page is dirty for backup from here on
            Map<?, ?> before = json("status", pid);
            Map<?, ?> rate = rate(pid, 2);
            for (int seconds = 4; seconds <= 64 && !rate.get("pages").equals((long) WRITTEN); seconds *= 2) {
                before = json("status", pid); // the guest stood still meanwhile
                rate = rate(pid, seconds);
            }
            assertEquals((long) WRITTEN, rate.get("pages"));
            assertEquals((long) WRITTEN << 12, rate.get("bytes"));
            double seconds = ((Number) rate.get("seconds")).doubleValue();
            assertTrue(seconds >= 2, rate.toString());
            assertEquals(WRITTEN / seconds, ((Number) rate.get("pagesPerSecond")).doubleValue(), 1e-6);
            Map<?, ?> clients = (Map<?, ?>) rate.get("clients");
            assertEquals(List.of("vga", "code", "migration", "backup"), List.copyOf(clients.keySet()));
            assertEquals(0L, ((Map<?, ?>) clients.get("backup")).get("newPages"), "all were dirty for it");
            Map<?, ?> forecast = (Map<?, ?>) rate.get("forecast");
            assertEquals((long) WRITTEN << 12, forecast.get("incrementBytes"));
            assertEquals(4.0, ((Number) forecast.get("copySeconds")).doubleValue());
            Map<?, ?> after = json("status", pid);
            assertEquals(before.get("clients"), after.get("clients"), "no client is left behind");
            assertEquals(region(before), region(after), "nobody notices");
            String text =
                    cli("rate", pid, "ram", "--seconds", "1").expectSuccess().stdout();
            assertTrue(text.startsWith("region 'ram', ") && text.contains("\nnew for backup: pages 0, "), text);
        }
    }

    @Test
    void aRegionThatEndsIsOneLineAndExitCodeOne() {
        try (ForkedJvm.Running guest = ForkedJvm.withAgent("min=off").start(Guest.class, "measured")) {
            guest.awaitLine("ready");
            String pid = Long.toString(guest.pid());
            ForkedJvm.Result result = cli("rate", pid, "ram", "--seconds", "600");
            assertEquals(1, result.exitCode(), result.toString());
            assertEquals(1, result.errorLines().size(), result.toString());
            assertTrue(result.stderr().contains("ended"), result.toString());
            ForkedJvm.Result gone = cli("rate", pid, "ram", "--seconds", "1");
            assertEquals(1, gone.exitCode(), gone.toString());
            assertTrue(gone.stderr().contains("no region 'ram'"), gone.toString());
        }
    }

    private static Map<?, ?> rate(String pid, int seconds) {
        return json(
                "rate",
                pid,
                "ram",
                "--seconds",
                String.valueOf(seconds),
                "--client",
                "backup",
                "--bandwidth",
                "64k",
                "--json");
    }

    private static Object region(Map<?, ?> status) {
        return ((List<?>) status.get("regions")).get(0);
    }

    private static Map<?, ?> json(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        if (!all.contains("--json")) {
            all.add("--json");
        }
        return (Map<?, ?>)
                JsonReader.read(cli(all.toArray(String[]::new)).expectSuccess().stdout());
    }

    private static ForkedJvm.Result cli(String... arguments) {
        List<String> command =
                new ArrayList<>(List.of("-jar", ForkedJvm.agentJar().toString()));
        command.addAll(List.of(arguments));
        return ForkedJvm.withoutAgent().run(command.toArray(String[]::new));
    }
}
