package dev.tidemark.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.Client;
import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import dev.tidemark.it.ForkedJvm;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The command line as a process, against JVMs with and without the agent. */
class CliIT {
    /** Tracks one named region of which {@code backup} finds two pages dirty, and waits. */
    static final class Guest {
        public static void main(String[] args) throws Exception {
            ByteBuffer ram = ByteBuffer.allocate(1 << 20);
            Region region = Tidemark.track("guest ram", ram);
            Client backup = Tidemark.client("backup");
            region.harvest(backup);
            ram.putLong(8192, 1);
            ram.putLong(40_960, 1);
            System.out.println("ready");
            System.in.read();
            Reference.reachabilityFence(ram);
        }
    }

    /** Knows nothing of the agent, and waits. */
    static final class Bystander {
        public static void main(String[] args) throws Exception {
            System.out.println("ready");
            System.in.read();
        }
    }

    @Test
    void listTellsTrackedFromUntracked() {
        try (ForkedJvm.Running guest = start(ForkedJvm.withAgent("min=off"), Guest.class);
                ForkedJvm.Running bystander = start(ForkedJvm.withoutAgent(), Bystander.class)) {
            Map<?, ?> tracked = listed(guest.pid());
            for (int i = 0; i < 20 && tracked.get("tracked") == null; i++) {
                tracked = listed(guest.pid()); // a glance is short, and the machine stood still
            }
            assertEquals(true, tracked.get("tracked"));
            assertEquals(1L, tracked.get("regions"));
            assertEquals(1L << 20, tracked.get("trackedBytes"));
            assertEquals(Map.of("COMPLETE", 1L), tracked.get("coverage"));
            assertEquals(Guest.class.getName(), tracked.get("mainClass"));
            Map<?, ?> untracked = listed(bystander.pid());
            for (int i = 0; i < 20 && untracked.get("tracked") == null; i++) {
                untracked = listed(bystander.pid());
            }
            assertEquals(false, untracked.get("tracked"));
        }
    }

    @Test
    void statusShowsRegionsAndClients() {
        try (ForkedJvm.Running guest = start(ForkedJvm.withAgent("min=off,page=8k"), Guest.class)) {
            String text = cli("status", pid(guest)).expectSuccess().stdout();
            assertTrue(text.contains("guest ram"), text);
            assertTrue(text.contains("1 MiB (1048576 bytes)"), text);
            assertFalse(text.contains("\u001b"), "no colours in a pipe");
            Map<?, ?> status = json("status", pid(guest));
            assertEquals("min=off,page=8k,audit=off,escape=hash,jmx=on,log=warn", status.get("options"));
            assertEquals(0L, status.get("hookFailures"), status.toString());
            Map<?, ?> region = (Map<?, ?>) ((List<?>) status.get("regions")).get(0);
            Map<?, ?> backup = (Map<?, ?>) ((Map<?, ?>) region.get("clients")).get("backup");
            assertEquals(2L, backup.get("dirtyPages"));
            assertEquals(8192L, backup.get("dirtyBytes"));
        }
    }

    @Test
    void rangesAreCutAndGoOn() {
        try (ForkedJvm.Running guest = start(ForkedJvm.withAgent("min=off"), Guest.class)) {
            String cut = cli("ranges", pid(guest), "guest ram", "--client", "backup", "--max", "1")
                    .expectSuccess()
                    .stdout();
            assertTrue(cut.contains("0x2000"), cut);
            assertTrue(cut.contains("go on with --from 40960"), cut);
            Map<?, ?> rest = json("ranges", pid(guest), "guest ram", "--client", "backup", "--from", "40960");
            assertEquals(List.of(Json.object("offset", 40_960L, "length", 4096L, "pages", 1L)), rest.get("ranges"));
            assertEquals(-1L, rest.get("nextOffset"));
            Map<?, ?> again = json("ranges", pid(guest), "guest ram", "--client", "backup");
            assertEquals(2L, again.get("totalPages"), "a look takes nothing");
        }
    }

    @Test
    void wrongNamesAreAnsweredWithTheRightOnes() {
        try (ForkedJvm.Running guest = start(ForkedJvm.withAgent("min=off"), Guest.class)) {
            fails("regions: guest ram", "ranges", pid(guest), "guest rom", "--client", "backup");
            fails("clients: vga, code, migration, backup", "ranges", pid(guest), "guest ram", "--client", "bakup");
            assertEquals(4, ((List<?>) json("status", pid(guest)).get("clients")).size(), "no client was created");
        }
    }

    @Test
    void attachStartsTheAgentOnce() {
        try (ForkedJvm.Running bystander = start(ForkedJvm.withoutAgent(), Bystander.class)) {
            fails("does not run the Tidemark agent", "status", pid(bystander));
            Map<?, ?> attached = json("attach", pid(bystander), "min=off,clients=late");
            assertEquals("min=off,page=4k,clients=late,audit=off,escape=hash,jmx=on,log=warn", attached.get("options"));
            assertEquals(true, attached.get("started"));
            Map<?, ?> again = json("attach", pid(bystander));
            assertEquals(false, again.get("started"));
            assertEquals(List.of(), again.get("changes"), "no key was given, so nothing changes");
            assertEquals(attached.get("options"), again.get("options"));
            Map<?, ?> changed = json("attach", pid(bystander), "audit=2.5%");
            assertEquals(
                    "audit=2.5%: from the next harvest of each region on",
                    ((Map<?, ?>) ((List<?>) changed.get("changes")).get(0)).get("text"));
            assertEquals("2.5%", json("status", pid(bystander)).get("audit"));
            assertEquals(
                    List.of("vga", "code", "migration", "late"),
                    json("status", pid(bystander)).get("clients"));
        }
    }

    @Test
    void withoutBeansTheReasonIsNamed() {
        try (ForkedJvm.Running guest = start(ForkedJvm.withAgent("min=off,jmx=off"), Guest.class)) {
            fails("start it without jmx=off", "status", pid(guest));
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aStoppedJvmHoldsNobodyUp() throws Exception {
        try (ForkedJvm.Running guest = start(ForkedJvm.withAgent("min=off"), Guest.class)) {
            signal("STOP", guest);
            try {
                fails(pid(guest) + " ", "status", pid(guest));
                Map<?, ?> row = listed(guest.pid());
                assertEquals(null, row.get("tracked"));
                assertTrue(((String) row.get("note")).contains("stopped"), row.toString());
            } finally {
                signal("CONT", guest);
            }
            cli("status", pid(guest)).expectSuccess();
        }
    }

    private static void signal(String name, ForkedJvm.Running jvm) throws Exception {
        assertEquals(0, new ProcessBuilder("kill", "-" + name, pid(jvm)).start().waitFor());
    }

    @Test
    void ofTwoAttachesAtOnceTheSlowerOneChangesOptions() throws Exception {
        try (ForkedJvm.Running bystander = start(ForkedJvm.withoutAgent(), Bystander.class)) {
            var one = CompletableFuture.supplyAsync(() -> json("attach", pid(bystander), "min=off,clients=one"));
            var two = CompletableFuture.supplyAsync(() -> json("attach", pid(bystander), "min=off,clients=two"));
            boolean oneStarted = (Boolean) one.get().get("started");
            assertEquals(!oneStarted, two.get().get("started"));
            List<?> changes = (List<?>) (oneStarted ? two : one).get().get("changes");
            String last = oneStarted ? "one, two" : "two, one";
            assertEquals(
                    List.of(
                            "clients=" + (oneStarted ? "two" : "one") + ": clients are vga, code, migration, " + last,
                            "min=off: as before"),
                    changes.stream()
                            .map(change -> ((Map<?, ?>) change).get("text"))
                            .toList());
        }
    }

    @Test
    void fromBehindTheEndIsWrongUsage() {
        try (ForkedJvm.Running guest = start(ForkedJvm.withAgent("min=off"), Guest.class)) {
            ForkedJvm.Result result = cli("ranges", pid(guest), "guest ram", "--client", "backup", "--from", "1048576");
            assertEquals(2, result.exitCode(), result.toString());
            assertEquals(1, result.errorLines().size(), result.toString());
            assertTrue(result.stderr().contains("--from must be 0 to 1048575"), result.toString());
        }
    }

    @Test
    void numbersAreAsciiInEveryLocale() {
        try (ForkedJvm.Running guest = start(ForkedJvm.withAgent("min=off"), Guest.class)) {
            for (String[] command : new String[][] {
                {"status", pid(guest)}, {"ranges", pid(guest), "guest ram", "--client", "backup"}, {"help", "attach"}
            }) {
                List<String> arguments = new ArrayList<>(List.of(
                        "-Duser.language=ar",
                        "-Duser.country=EG",
                        "-jar",
                        ForkedJvm.agentJar().toString()));
                arguments.addAll(List.of(command));
                String text = ForkedJvm.withoutAgent()
                        .run(arguments.toArray(String[]::new))
                        .expectSuccess()
                        .stdout();
                assertTrue(text.chars().allMatch(c -> c < 128), text);
            }
        }
    }

    @Test
    void aProcessThatIsNotThereIsNamed() {
        for (String command : List.of("status", "attach")) {
            fails("there is no process 2147483646", command, "2147483646");
        }
    }

    @Test
    void versionAndUsage() {
        assertTrue(cli("--version").expectSuccess().stdout().matches("tidemark [0-9]+\\.[0-9].*\\R"));
        ForkedJvm.Result wrong = cli("frobnicate");
        assertEquals(2, wrong.exitCode());
        assertEquals(1, wrong.errorLines().size(), wrong.toString());
    }

    private static ForkedJvm.Running start(ForkedJvm jvm, Class<?> main) {
        ForkedJvm.Running running = jvm.start(main);
        running.awaitLine("ready");
        return running;
    }

    private static Map<?, ?> listed(long pid) {
        for (Object jvm : (List<?>) json("list").get("jvms")) {
            if (((Map<?, ?>) jvm).get("pid").equals(pid)) {
                return (Map<?, ?>) jvm;
            }
        }
        throw new AssertionError("JVM " + pid + " is not listed");
    }

    private static Map<?, ?> json(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--json");
        return (Map<?, ?>)
                JsonReader.read(cli(all.toArray(String[]::new)).expectSuccess().stdout());
    }

    private static void fails(String words, String... arguments) {
        ForkedJvm.Result result = cli(arguments);
        assertEquals(1, result.exitCode(), result.toString());
        assertEquals(1, result.errorLines().size(), result.toString());
        assertTrue(result.stderr().contains(words), result.toString());
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
