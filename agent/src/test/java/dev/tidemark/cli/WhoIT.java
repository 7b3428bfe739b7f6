package dev.tidemark.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.Tidemark;
import dev.tidemark.it.ForkedJvm;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code who}: writers are found in code that C2 compiled before the search, and nothing stays behind. */
class WhoIT {
    private static final int PAGES = 1024;
    private static final String PAINTER = "painter";
    private static final String CLERK = "clerk; of accounts";

    @TempDir
    Path directory;

    /** Two threads: one writes three pages of a region for one of the other. Both loops are compiled before anybody searches. */
    static final class Guest {
        private static volatile boolean stop;

        public static void main(String[] args) throws Exception {
            ByteBuffer ram =
                    args[0].equals("heap") ? ByteBuffer.allocate(PAGES << 12) : ByteBuffer.allocateDirect(PAGES << 12);
            Tidemark.track("ram", ram);
            for (int i = 0; i < 20_000; i++) {
                often(ram, i);
                seldom(ram, i);
            }
            Thread painter = new Thread(
                    () -> {
                        for (int i = 0; !stop; i++) {
                            often(ram, i);
                        }
                    },
                    PAINTER);
            Thread clerk = new Thread(
                    () -> {
                        for (int i = 0; !stop; i++) {
                            seldom(ram, i);
                        }
                    },
                    CLERK);
            painter.start();
            clerk.start();
            System.out.println("ready");
            System.in.read();
            stop = true;
        }

        private static void often(ByteBuffer ram, int i) {
            ram.putLong((i % (PAGES / 4 * 3)) << 12, i);
        }

        private static void seldom(ByteBuffer ram, int i) {
            ram.putLong((PAGES / 4 * 3 + i % (PAGES / 4)) << 12, i);
        }
    }

    @Test
    void writersAreFoundInCompiledCode() throws Exception {
        for (String kind : List.of("direct", "heap")) {
            Path recording = directory.resolve(kind + ".jfr");
            try (ForkedJvm.Running guest = ForkedJvm.withAgent("min=off,log=debug")
                    .flags("-XX:StartFlightRecording=filename=" + recording, "-Xlog:jfr*=off")
                    .start(Guest.class, kind)) {
                guest.awaitLine("ready");
                guest.awaitErrorLine("tidemark: Flight Recorder runs");
                String pid = Long.toString(guest.pid());
                Map<?, ?> who = json("who", pid, "ram", "--seconds", "2", "--every", "1");
                for (int seconds = 4; seconds <= 64 && !isSeen(who); seconds *= 2) { // the machine is busy
                    who = json("who", pid, "ram", "--seconds", String.valueOf(seconds), "--every", "1");
                }
                assertTrue(isSeen(who), who.toString());
                assertEquals(who.get("samples"), samples(who, PAINTER) + samples(who, CLERK), "nobody else writes");
                Map<?, ?> sites = (Map<?, ?>) who.get("sites");
                assertTrue(
                        sites.keySet().stream().allMatch(site -> site.toString().contains("WhoIT$Guest.")),
                        sites.toString());
                assertTrue(
                        sites.keySet().stream().anyMatch(site -> site.toString().contains("often(WhoIT.java:")),
                        sites.toString());
                if (kind.equals("direct")) {
                    formats(pid);
                }
                assertEquals(
                        3, ((List<?>) json("status", pid).get("clients")).size(), "the sampler's client has no name");
                guest.send("x");
                guest.await().expectSuccess();
            }
            List<RecordedEvent> events = RecordingFile.readAllEvents(recording).stream()
                    .filter(event -> event.getEventType().getName().equals("dev.tidemark.PageDirtied"))
                    .toList();
            assertTrue(events.size() >= PAGES, "events " + events.size());
            assertTrue(events.stream().anyMatch(event -> event.getStackTrace().getFrames().stream()
                    .anyMatch(frame -> frame.getMethod().getName().equals("often"))));
        }
    }

    /** Whether both threads were met at so many pages as they write. */
    private static boolean isSeen(Map<?, ?> who) {
        long painter = samples(who, PAINTER);
        long clerk = samples(who, CLERK);
        return painter >= PAGES / 4 * 3 && clerk >= PAGES / 4 && painter > clerk;
    }

    private static long samples(Map<?, ?> who, String thread) {
        Object samples = ((Map<?, ?>) who.get("threads")).get(thread);
        return samples == null ? 0 : (Long) samples;
    }

    private static void formats(String pid) {
        String text = cli("who", pid, "ram", "--seconds", "1").expectSuccess().stdout();
        assertTrue(text.contains("call site\n") && text.contains("  painter\n"), text);
        String collapsed = cli("who", pid, "ram", "--seconds", "1", "--collapsed")
                .expectSuccess()
                .stdout();
        assertTrue(
                collapsed
                        .lines()
                        .allMatch(line ->
                                line.matches("(painter|clerk__of_accounts);java\\.lang\\.Thread\\.run;.* [0-9]+")),
                collapsed);
        assertTrue(collapsed.contains("WhoIT$Guest.often;"), collapsed);
    }

    private static Map<?, ?> json(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--json");
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
