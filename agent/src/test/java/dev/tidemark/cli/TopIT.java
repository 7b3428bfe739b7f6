package dev.tidemark.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidemark.Client;
import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import dev.tidemark.it.ForkedJvm;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code top} as a process: in a pipe, and in a terminal that {@code script} makes. */
class TopIT {
    /** Writes the pages from 16 on, one after another, while a second region comes and goes; ends at the line {@code end}. */
    static final class Guest {
        public static void main(String[] args) throws Exception {
            ByteBuffer ram = ByteBuffer.allocate(1 << 20);
            Region region = Tidemark.track("guest ram", ram);
            Client backup = Tidemark.client("backup");
            region.harvest(backup);
            System.out.println("ready");
            for (int i = 0; System.in.available() == 0; i++) {
                ram.putLong(65_536 + i % 16 * 4096, i);
                if (i % 16 == 15) {
                    region.harvest(backup);
                }
                ByteBuffer brief = ByteBuffer.allocate(65_536);
                try (Region fleeting = Tidemark.track("brief", brief)) {
                    Thread.sleep(10);
                    if (!fleeting.isOpen()) {
                        throw new IllegalStateException("it ended");
                    }
                }
                Reference.reachabilityFence(brief);
            }
            Reference.reachabilityFence(ram);
        }
    }

    @TempDir
    private Path folder;

    @Test
    void inAPipeItPrintsOnePictureAndEnds() {
        try (ForkedJvm.Running guest = start()) {
            String text = top(pid(guest), "--interval", "0.5", "--region", "guest ram")
                    .expectSuccess()
                    .stdout();
            assertTrue(text.startsWith("tidemark top: JVM " + guest.pid()), text);
            assertTrue(text.contains("> guest ram"), text);
            assertTrue(text.contains("> backup"), text);
            assertTrue(text.contains("heat map for client backup"), text);
            assertTrue(text.chars().allMatch(c -> c == '\n' || c >= 32 && c < 127), text);
        }
    }

    @Test
    void jsonTellsRatesAndCells() {
        try (ForkedJvm.Running guest = start()) {
            Map<?, ?> top = json(guest);
            assertEquals("guest ram", top.get("region"));
            assertEquals(256, ((List<?>) top.get("dirtyPagesOfCells")).size());
            for (int i = 0; i < 20 && rate(top) == 0; i++) {
                top = json(guest); // the guest stood still meanwhile
            }
            assertTrue(rate(top) > 0, top.toString());
            for (Object hot : (List<?>) top.get("hottest")) {
                long offset = (Long) ((Map<?, ?>) hot).get("offset");
                assertTrue(offset >= 65_536 && offset < 131_072, "only these pages are written: " + top);
            }
        }
    }

    private static Map<?, ?> json(ForkedJvm.Running guest) {
        return (Map<?, ?>) JsonReader.read(
                top(pid(guest), "--json", "--region", "guest ram", "--client", "backup", "--interval", "0.5")
                        .expectSuccess()
                        .stdout());
    }

    private static double rate(Map<?, ?> top) {
        Map<?, ?> ram = ((List<?>) top.get("regions"))
                .stream()
                        .map(region -> (Map<?, ?>) region)
                        .filter(region -> region.get("name").equals("guest ram"))
                        .findFirst()
                        .orElseThrow();
        Map<?, ?> backup = (Map<?, ?>) ((Map<?, ?>) ram.get("clients")).get("backup");
        return ((Number) backup.get("turnedDirtyPerSecond")).doubleValue();
    }

    @Test
    void lookingChangesNothing() {
        try (ForkedJvm.Running guest = ForkedJvm.withAgent("min=off").start(CliIT.Guest.class)) {
            guest.awaitLine("ready");
            String before =
                    cli("ranges", pid(guest), "guest ram", "--client", "backup").stdout();
            top(pid(guest), "--interval", "0.2").expectSuccess();
            assertEquals(
                    before,
                    cli("ranges", pid(guest), "guest ram", "--client", "backup").stdout());
            assertTrue(before.contains("epoch 1"), before);
        }
    }

    /** Where nobody harvests everything is dirty for everybody, but for a client that begins now and takes what it sees. */
    @Test
    void aClientOfItsOwnSeesWhatIsWrittenNow() {
        try (ForkedJvm.Running guest = start()) {
            Map<?, ?> top = (Map<?, ?>)
                    JsonReader.read(top(pid(guest), "--own", "--json", "--region", "guest ram", "--interval", "1")
                            .expectSuccess()
                            .stdout());
            String own = (String) top.get("client");
            assertTrue(own.startsWith("top-"), own);
            List<?> cells = (List<?>) top.get("dirtyPagesOfCells");
            long dirty = 0;
            for (int i = 0; i < cells.size(); i++) {
                long pages = ((Number) cells.get(i)).longValue();
                assertTrue(pages == 0 || i >= 16 && i < 32, "only these pages are written: " + top);
                dirty += pages;
            }
            assertTrue(dirty > 0, top.toString());
            String status = cli("status", pid(guest)).expectSuccess().stdout();
            assertFalse(status.contains(own), "it is removed: " + status);
            fails(2, "--own and --client exclude each other", top(pid(guest), "--own", "--client", "backup"));
        }
    }

    @Test
    void wrongNamesAndNumbersAreAnsweredWithTheRightOnes() {
        try (ForkedJvm.Running guest = start()) {
            fails(1, "no region 'rom' in JVM", top(pid(guest), "--once", "--region", "rom"));
            fails(
                    1,
                    "clients: vga, code, migration, backup",
                    top(pid(guest), "--region", "guest ram", "--client", "x"));
            fails(2, "--sort must be name, size, dirty or rate: 'age'", top(pid(guest), "--sort", "age"));
            fails(2, "--interval must be 0.2 to 3600 seconds: 0.1", top(pid(guest), "--interval", "0.1"));
        }
        fails(1, "there is no process 2147483646", top("2147483646"));
    }

    /** Keys are pressed in a real terminal, and the terminal is given back. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void inATerminalKeysSwitchAndTheEndOfTheJvmIsTold() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "script, of util-linux, makes the terminal");
        try (ForkedJvm.Running guest = start()) {
            Path seen = folder.resolve("seen");
            Process terminal = terminal(seen, "top " + pid(guest) + " --interval 0.3 --region 'guest ram'");
            try (OutputStream keys = terminal.getOutputStream()) {
                await(seen, "\u001b[?1049h");
                await(seen, "heat map for client backup");
                press(keys, "\u001b[C");
                await(seen, "heat map for client vga");
                press(keys, "s");
                await(seen, "by size");
                await(seen, "\u001b[48;5;");
                guest.send("end");
                guest.await();
                await(seen, "JVM " + pid(guest) + " (" + Guest.class.getName() + ") has ended");
                await(seen, "exit code 1");
                String all = read(seen);
                assertTrue(all.indexOf("\u001b[?1049l") < all.indexOf("has ended"), "the screen is given back first");
            } finally {
                terminal.destroy();
                assertTrue(terminal.waitFor(2, TimeUnit.MINUTES));
            }
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void quitIsDone() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "script, of util-linux, makes the terminal");
        try (ForkedJvm.Running guest = start()) {
            Path seen = folder.resolve("seen");
            Process terminal = terminal(seen, "top " + pid(guest));
            try (OutputStream keys = terminal.getOutputStream()) {
                await(seen, "heat map");
                press(keys, "q");
                await(seen, "exit code 0");
                assertFalse(read(seen).contains("WARNING"), "JDKs warn of native access");
            } finally {
                terminal.destroy();
                assertTrue(terminal.waitFor(2, TimeUnit.MINUTES));
            }
        }
    }

    private static Process terminal(Path seen, String command) throws IOException {
        String line = "stty rows 40 cols 110; '" + ForkedJvm.java() + "' -Xmx64m -jar '" + ForkedJvm.agentJar() + "' "
                + command + "; echo exit code $?";
        ProcessBuilder builder = new ProcessBuilder("/usr/bin/script", "-qfc", line, "/dev/null");
        builder.environment().put("TERM", "xterm-256color");
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().remove("NO_COLOR");
        return builder.redirectErrorStream(true).redirectOutput(seen.toFile()).start();
    }

    private static void press(OutputStream keys, String sequence) throws IOException {
        keys.write(sequence.getBytes(StandardCharsets.US_ASCII));
        keys.flush();
    }

    /** What is there may end within a character. */
    private static String read(Path seen) throws IOException {
        return new String(Files.readAllBytes(seen), StandardCharsets.UTF_8);
    }

    private static void await(Path seen, String words) throws Exception {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
        while (!read(seen).contains(words)) {
            if (System.nanoTime() >= end) {
                fail("no '" + words + "' in the terminal: " + read(seen));
            }
            Thread.sleep(50);
        }
    }

    private static ForkedJvm.Running start() {
        ForkedJvm.Running guest =
                ForkedJvm.withAgent("min=off").flags("-Xmx64m").start(Guest.class);
        guest.awaitLine("ready");
        return guest;
    }

    private static void fails(int exitCode, String words, ForkedJvm.Result result) {
        assertEquals(exitCode, result.exitCode(), result.toString());
        assertEquals(1, result.errorLines().size(), result.toString());
        assertTrue(result.stderr().contains(words), result.toString());
    }

    private static ForkedJvm.Result top(String... arguments) {
        List<String> command = new ArrayList<>(List.of("top"));
        command.addAll(List.of(arguments));
        return cli(command.toArray(String[]::new));
    }

    private static ForkedJvm.Result cli(String... arguments) {
        List<String> command =
                new ArrayList<>(List.of("-jar", ForkedJvm.agentJar().toString()));
        command.addAll(List.of(arguments));
        return ForkedJvm.withoutAgent().run(command.toArray(String[]::new));
    }

    private static String pid(ForkedJvm.Running jvm) {
        return Long.toString(jvm.pid());
    }
}
