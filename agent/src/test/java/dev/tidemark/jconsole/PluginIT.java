package dev.tidemark.jconsole;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.Client;
import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import dev.tidemark.it.ForkedJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
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
        Path shots = Files.createDirectories(Path.of("target", "screenshots").toAbsolutePath());
        Process display = new ProcessBuilder(
                        "Xvfb", "-displayfd", "1", "-screen", "0", "1280x960x24", "-nolisten", "tcp")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (ForkedJvm.Running guest = ForkedJvm.withAgent("min=off")
                .flags("-Xmx96m")
                .timeoutSeconds(300)
                .start(Guest.class)) {
            guest.awaitLine("ready");
            Path log = shots.resolve("driver.log");
            Process driver = driver(firstLine(display), guest.pid(), shots)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            try {
                assertTrue(driver.waitFor(200, TimeUnit.SECONDS), () -> "the driver hangs: " + read(log));
                assertEquals(0, driver.exitValue(), () -> read(log));
                System.out.println("PluginIT: "
                        + read(log)
                                .lines()
                                .filter(line -> line.startsWith("checked"))
                                .toList());
            } finally {
                driver.destroyForcibly().waitFor();
            }
        } finally {
            display.destroy();
            display.waitFor();
        }
    }

    private static ProcessBuilder driver(String display, long pid, Path shots) {
        String classes = Path.of(java.net.URI.create(PluginDriver.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toString()))
                .toString();
        ProcessBuilder builder = new ProcessBuilder(
                ForkedJvm.java().toString(),
                "-Xmx200m",
                "-Duser.language=en",
                "--add-modules",
                "jdk.jconsole",
                "--add-exports",
                "jdk.jconsole/sun.tools.jconsole=ALL-UNNAMED",
                "-cp",
                classes + java.io.File.pathSeparator + ForkedJvm.agentJar(),
                PluginDriver.class.getName(),
                ForkedJvm.agentJar().toString(),
                Long.toString(pid),
                shots.toString());
        builder.environment().put("DISPLAY", ":" + display);
        return builder;
    }

    private static String firstLine(Process display) throws IOException {
        // Not closed: Xvfb would lose its stdout.
        String line = new BufferedReader(new InputStreamReader(display.getInputStream())).readLine();
        assertTrue(line != null, "Xvfb did not start");
        return line.strip();
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
