package dev.tidemark.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.it.AuditGuest;
import dev.tidemark.it.AuditWorkload;
import dev.tidemark.it.ForkedJvm;
import dev.tidemark.it.Seed;
import dev.tidemark.stress.mutant.Mutant;
import dev.tidemark.stress.mutant.MutantJar;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * The audit in JVMs of their own: it finds what the hooks do not see, says where and when, and cries no wolf while writes are on
 * their way.
 */
class AuditIT {
    private static final String EXPORTS = "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED";
    private static final int PAGE = AuditGuest.PAGE;

    private ForkedJvm.Running guest;
    private int line;

    /** An agent that lacks a row of its hook table: an ordinary put is missed, and the audit tells. */
    @Test
    void aRowThatIsMissingIsFound() throws Exception {
        Path jar = MutantJar.write(
                ForkedJvm.agentJar(), Mutant.NO_HEAP_ROWS, ForkedJvm.agentJar().resolveSibling("mutants"));
        try (ForkedJvm.Running running = start(ForkedJvm.withAgent(jar, "min=off,audit=100%"), "heap")) {
            guest = running;
            assertEquals("all", tell("harvest a"));
            assertEquals("all", tell("harvest b"));
            tell("put " + (7 * PAGE + 300));
            assertEquals("pages=7;", tell("harvest a"), "the audit marks what it finds, for this harvest already");
            assertEquals("pages=7;", tell("harvest b"), "and for every other client");
            Map<?, ?> found = until(report -> misses(report).size() == 1);
            checkMiss(misses(found).get(0), 7, 7 * PAGE + 256);
        }
    }

    /** Switched on at run time; a store that really passes the hooks by is a miss, one on its way never is. */
    @Test
    void aBypassIsAMissAndAWriteOnItsWayIsNot() {
        try (ForkedJvm.Running running = start(ForkedJvm.withAgent("min=off"), "direct")) {
            guest = running;
            assertEquals("all", tell("harvest a"));
            tell("poke " + 3 * PAGE);
            assertEquals("pages=;", tell("harvest a"), "without the audit nobody knows");
            assertEquals("off", audit().get("audit"));
            assertEquals("100%", audit("100%").get("audit"));
            String status = cli("status", Long.toString(guest.pid()));
            assertTrue(status.contains(",audit=100%,") && status.contains("\naudit    100%, misses: 0\n"), status);
            assertEquals("pages=;", tell("harvest a"));
            assertTrue((Long) stats(audit()).get("memoryBytes") > 0);

            tell("hold " + 9 * PAGE);
            assertEquals("pages=9;", tell("harvest a"), "the store is there, so the page is");
            tell("poke " + (12 * PAGE + 4095));
            tell("poke " + (5 * PAGE + 1));
            tell("put " + 5 * PAGE);
            assertEquals("pages=5,12;", tell("harvest a"));
            Map<?, ?> open = until(report -> !((List<?>) report.get("openSuspects")).isEmpty());
            String lines = open.get("openSuspects").toString();
            assertTrue(lines.contains("page 9, bytes " + 9 * PAGE + " to " + (9 * PAGE + 255)), lines);
            until(report -> report.get("openSuspects").toString().contains("thread 'holder'"));
            assertEquals(List.of(), misses(audit()), "one thread holds up all: its mark may still come");

            tell("release");
            assertEquals("pages=9;", tell("harvest a"), "its mark came");
            Map<?, ?> found = until(report -> ((List<?>) report.get("openSuspects")).isEmpty());
            assertEquals(1, misses(found).size(), found.toString());
            checkMiss(misses(found).get(0), 12, 12 * PAGE + 3840);
            assertEquals(1L, stats(found).get("misses"));
            String text = cli("audit", Long.toString(guest.pid()));
            assertTrue(text.contains("1: region 'ram', page 12, bytes " + (12 * PAGE + 3840) + " to "), text);

            assertEquals(0L, stats(audit("off")).get("memoryBytes"));
            assertEquals(1L, stats(audit()).get("misses"), "what was found stays known");
            tell("poke " + 30 * PAGE);
            assertEquals("pages=;", tell("harvest a"));
        }
    }

    @Test
    void aHeavyLoadRaisesNoFalseAlarm() {
        long seed = Seed.of("AuditIT");
        ForkedJvm.Result result = ForkedJvm.withAgent("min=off,audit=100%")
                .flags(ForkedJvm.VERIFY)
                .flags("-Xmx256m")
                .run(AuditWorkload.class, "2500", Long.toString(seed))
                .expectSuccess();
        System.out.println("AuditIT: " + result.stdout().strip());
        assertTrue(result.stdout().startsWith("coverage=COMPLETE "), result.toString());
        assertTrue(result.stdout().strip().endsWith(" misses=0"), result.toString());
        assertTrue(number(result.stdout(), "compared") > AuditWorkload.LEAST_COMPARED, result.toString());
        assertTrue(number(result.stdout(), "suspects") > 0, "no write was met on its way: " + result);
        assertEquals(List.of(), result.errorLines());
    }

    /** Line, page, offset and window of a miss: in the list, and in the log. */
    private void checkMiss(Map<?, ?> miss, long page, long byteOffset) {
        assertEquals("ram", miss.get("region"));
        assertEquals(page, miss.get("page"));
        assertEquals(byteOffset, miss.get("byteOffset"));
        assertEquals(256L, miss.get("byteLength"));
        Instant from = Instant.parse(miss.get("from").toString()); // as text, a whole second comes behind its parts
        assertFalse(from.isAfter(Instant.parse(miss.get("to").toString())), miss.toString());
        guest.awaitErrorLine("tidemark: audit: a write was missed, and is marked dirty now: region 'ram', page " + page
                + ", bytes " + byteOffset + " to " + (byteOffset + 255) + ", changed between ");
    }

    private ForkedJvm.Running start(ForkedJvm jvm, String kind) {
        ForkedJvm.Running running =
                jvm.flags(EXPORTS, "-Xmx64m").flags(ForkedJvm.VERIFY).start(AuditGuest.class, kind);
        assertEquals("0 COMPLETE", running.awaitLine("0 "));
        line = 0;
        return running;
    }

    private String tell(String command) {
        line++;
        guest.send(command);
        return guest.awaitLine(line + " ").substring((line + " ").length());
    }

    /** Asks again and again; the JVM's time-out ends it. */
    private Map<?, ?> until(Predicate<Map<?, ?>> condition) {
        long deadline = System.nanoTime() + 300_000_000_000L;
        while (true) {
            Map<?, ?> report = audit();
            if (condition.test(report)) {
                return report;
            }
            assertTrue(System.nanoTime() < deadline, report.toString());
            LockSupport.parkNanos(200_000_000);
        }
    }

    private Map<?, ?> audit(String... share) {
        List<String> command = new ArrayList<>(List.of("audit", Long.toString(guest.pid())));
        command.addAll(List.of(share));
        command.add("--json");
        return (Map<?, ?>) JsonReader.read(cli(command.toArray(String[]::new)));
    }

    /** In this JVM, because a JVM per question would take most of the time. */
    private static String cli(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode = Main.run(arguments, new PrintStream(out, true), new PrintStream(err, true));
        assertEquals(0, exitCode, () -> out + "\n" + err);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static Map<?, ?> stats(Map<?, ?> report) {
        return (Map<?, ?>) report.get("stats");
    }

    @SuppressWarnings("unchecked")
    private static List<Map<?, ?>> misses(Map<?, ?> report) {
        return (List<Map<?, ?>>) report.get("misses");
    }

    private static long number(String line, String key) {
        return Long.parseLong(line.replaceFirst("(?s).* " + key + "=([0-9]+).*", "$1"));
    }
}
