package dev.tidemark.it.attach;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.tools.attach.VirtualMachine;
import dev.tidemark.cli.Main;
import dev.tidemark.it.ForkedJvm;
import dev.tidemark.it.TrackedProgram;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The agent comes to programs that run already, and comes again. */
class AttachIT {
    private record Cli(int exitCode, String out, String err) {}

    /**
     * Two attach at once, to a program that writes buffers of every kind in compiled loops. Marks alone must do, because nothing is
     * hashed. Then buffers are named by the program and from outside, and options change.
     */
    @Test
    void aProgramThatWritesAllTheTime() throws Exception {
        try (ForkedJvm.Running jvm = ForkedJvm.withoutAgent()
                .flags("-Xmx256m")
                .flags(ForkedJvm.VERIFY)
                .start(EmulatorProgram.class)) {
            System.out.println("AttachIT: " + jvm.awaitLine("ready"));
            var one = CompletableFuture.runAsync(() -> attach(jvm, "min=1m,escape=flag,jmx=off,clients=one"));
            var two = CompletableFuture.runAsync(() -> attach(jvm, "min=1m,escape=flag,jmx=off,clients=two"));
            one.get();
            two.get();
            order(jvm, "found");
            order(jvm, "named");

            optionsChange(jvm);
            order(jvm, "lowered");
            aFieldIsTracked(jvm);
            order(jvm, "field");
            System.out.println("AttachIT: " + order(jvm, "end"));
            pathsThatLeadNowhere(jvm);
            onlyTheJvmWarns(jvm.stderr());
        }
    }

    /** What waits in a read when the hooks come is compared by content, until it has left. */
    @Test
    void aReadThatBeganBeforeTheHooksCame() {
        try (ForkedJvm.Running jvm = ForkedJvm.withoutAgent().flags("-Xmx128m").start(LateReadProgram.class)) {
            jvm.awaitLine("ready");
            attach(jvm, "min=off");
            jvm.send("go on");
            ForkedJvm.Result result = jvm.await().expectSuccess();
            assertEquals("ready\nseen\n", result.stdout());
            onlyTheJvmWarns(result.stderr());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "-XX:+DisableAttachMechanism, does not take attach requests: it runs with -XX:+DisableAttachMechanism",
        "-XX:-EnableDynamicAgentLoading, 'it runs with -XX:-EnableDynamicAgentLoading, which forbids attaching agents'"
    })
    void aJvmThatForbidsItIsNamedInOneLine(String flag, String words) {
        try (ForkedJvm.Running jvm =
                ForkedJvm.withoutAgent().flags("-Xmx32m", flag).start(Bystander.class)) {
            jvm.awaitLine("ready");
            Cli refused = cli("attach", pid(jvm), "min=1m");
            assertEquals(1, refused.exitCode(), refused::toString);
            assertEquals(1, refused.err().lines().count(), refused::toString);
            assertTrue(
                    refused.err().contains("JVM " + pid(jvm)) && refused.err().contains(words), refused::toString);
            jvm.send("end");
            ForkedJvm.Result result = jvm.await().expectSuccess();
            assertEquals("ready\n", result.stdout());
            assertEquals("", result.stderr());
        }
    }

    @Test
    void twoOnOneCommandLine() {
        ForkedJvm.Result result = ForkedJvm.withAgent("min=off,jmx=on")
                .flags("-javaagent:" + ForkedJvm.agentJar() + "=min=1m,page=64k,clients=backup+replica,jmx=off")
                .run(TrackedProgram.class, "allocate", "clients")
                .expectSuccess();
        List<String> lines = result.errorLines();
        assertEquals(1, lines.size(), result::toString);
        assertTrue(lines.get(0).startsWith("tidemark: the agent runs already: jmx=off: not changed"), result::toString);
    }

    static final class Bystander {
        public static void main(String[] arguments) throws Exception {
            System.out.println("ready");
            System.in.read();
        }
    }

    /** JDK 21 and later say on stderr that an agent was attached; we say nothing. */
    private static void onlyTheJvmWarns(String stderr) {
        for (String line : stderr.lines().toList()) {
            assertTrue(Runtime.version().feature() >= 21 && line.startsWith("WARNING: "), stderr);
            assertFalse(line.contains("tidemark:"), stderr);
        }
    }

    private static void optionsChange(ForkedJvm.Running jvm) {
        Cli changed = cli("attach", pid(jvm), "min=64k,page=1k,clients=three,jmx=on,audit=5%");
        assertEquals("", changed.err());
        assertEquals(0, changed.exitCode());
        List<String> lines = changed.out().lines().toList();
        String who = pid(jvm) + " (" + EmulatorProgram.class.getName() + ")";
        assertTrue(lines.get(0).startsWith("runs the agent already: JVM " + who), changed::toString);
        assertTrue(
                lines.get(1).startsWith("page=1k: for buffers tracked by their size from now on"), changed::toString);
        assertTrue(lines.get(2).startsWith("clients=three: clients are vga, code, migration, "), changed::toString);
        assertTrue(lines.get(3).startsWith("audit=5%: "), changed::toString);
        assertTrue(lines.get(4).startsWith("jmx=on: "), changed::toString);
        assertEquals(
                "min=64k: for buffers allocated from now on, and for older heap buffers at their next write",
                lines.get(5));

        Cli refused = cli("attach", pid(jvm), "jmx=off,page=1k");
        assertEquals(1, refused.exitCode(), refused::toString);
        assertEquals("tidemark: not changed: jmx\n", refused.err());
        assertTrue(
                refused.out().contains("\npage=1k: as before\njmx=off: not changed, the beans stay"),
                refused::toString);
        String options = "min=64k,page=1k,clients=(one\\+two|two\\+one)\\+three,audit=5%,escape=flag,jmx=on,log=warn";
        assertTrue(refused.out().matches("(?s).*, options " + options + "\\R.*"), refused::toString);
    }

    private static void aFieldIsTracked(ForkedJvm.Running jvm) {
        String path = EmulatorProgram.class.getName() + ".INSTANCE.banks[1]";
        Cli tracked = cli("track", pid(jvm), path, "--name", "mapped", "--page", "512");
        assertEquals("", tracked.err());
        assertTrue(
                tracked.out().contains("region 'mapped': MAPPED, 1 MiB (1048576 bytes), pages of 512"),
                tracked::toString);
    }

    private static void pathsThatLeadNowhere(ForkedJvm.Running jvm) {
        String emulator = EmulatorProgram.class.getName();
        for (String[] wrong : new String[][] {
            {"com.acme.EmulatorProgram.INSTANCE.ram", "did you mean " + emulator + "?"},
            {emulator + ".INSTANCE.rom", "has no field rom"},
            {emulator + ".rom", "read-only"},
            {emulator + ".title", "is a java.lang.String, not a ByteBuffer"},
            {emulator + ".INSTANCE.ram", "would overlap region 'ram'"},
        }) {
            Cli refused = cli("track", pid(jvm), wrong[0], "--name", "wrong");
            assertEquals(1, refused.exitCode(), refused::toString);
            assertEquals(1, refused.err().lines().count(), refused::toString);
            assertTrue(refused.err().contains(wrong[1]), refused::toString);
        }
    }

    private static String order(ForkedJvm.Running jvm, String command) {
        jvm.send(command);
        return jvm.awaitLine(command + ": ");
    }

    private static void attach(ForkedJvm.Running jvm, String options) {
        try {
            VirtualMachine machine = VirtualMachine.attach(pid(jvm));
            try {
                machine.loadAgent(ForkedJvm.agentJar().toString(), options);
            } finally {
                machine.detach();
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static Cli cli(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode = Main.run(arguments, new PrintStream(out, true), new PrintStream(err, true));
        return new Cli(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static String pid(ForkedJvm.Running jvm) {
        return Long.toString(jvm.pid());
    }
}
