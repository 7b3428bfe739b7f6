package dev.tidemark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.tools.attach.VirtualMachine;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the agent starts, and how it refuses to: what the JVM prints, and how it ends. */
class StartIT {
    @Test
    void aGoodStartPrintsNothing() {
        ForkedJvm.Result bare = ForkedJvm.withoutAgent().run("-version").expectSuccess();
        ForkedJvm.Result tracked = ForkedJvm.withAgent("").run("-version").expectSuccess();
        assertEquals(bare, tracked);
    }

    @Test
    void theJvmHasNothingToWarnOf() {
        String[] logging = {"-Xlog:disable", "-Xlog:all=warning"};
        ForkedJvm.Result bare = ForkedJvm.withoutAgent().flags(logging).run("-version");
        ForkedJvm.Result tracked = ForkedJvm.withAgent("").flags(logging).run("-version");
        for (int i = 0; i < 3 && !withoutTimes(bare.stdout()).equals(withoutTimes(tracked.stdout())); i++) {
            bare = ForkedJvm.withoutAgent().flags(logging).run("-version"); // a JVM warns of the machine, too
            tracked = ForkedJvm.withAgent("").flags(logging).run("-version");
        }
        assertEquals(withoutTimes(bare.stdout()), withoutTimes(tracked.stdout()));
        assertEquals(bare.errorLines(), tracked.errorLines());
    }

    @Test
    void theRewrittenClassesVerify() {
        ForkedJvm.Result bare = ForkedJvm.withoutAgent().flags(ForkedJvm.VERIFY).run("-version");
        ForkedJvm.Result tracked =
                ForkedJvm.withAgent("").flags(ForkedJvm.VERIFY).run("-version").expectSuccess();
        assertEquals(bare, tracked);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mim=1m",
                "min=banana",
                "page=100",
                "page=4m",
                "clients=a+a",
                "log=loud",
                "jmx=",
                "min=1m,min=2m",
                ","
            })
    void aBadOptionStopsTheJvmWithOneLine(String options) {
        ForkedJvm.Result result = ForkedJvm.withAgent(options).run("-version");
        assertEquals(1, result.exitCode(), result::toString);
        assertEquals("", result.stdout());
        assertEquals(1, result.stderr().lines().count(), result::toString);
        String key = options.split("[=,]", -1)[0];
        assertTrue(result.stderr().startsWith("tidemark: ") && result.stderr().contains(key), result::toString);
    }

    @Test
    void goodOptionsOfEveryKindAreTaken() {
        ForkedJvm.withAgent("min=1m,page=64k,clients=backup+replica,jmx=off,log=quiet")
                .run(TrackedProgram.class, "allocate", "clients")
                .expectSuccess();
    }

    @Test
    void withoutTheAgentEveryCallSaysHowToStartIt() {
        ForkedJvm.Result result =
                ForkedJvm.withoutAgent().run(TrackedProgram.class, "inactive").expectSuccess();
        List<String> lines = result.stdout().lines().toList();
        assertEquals(8, lines.size(), result::toString);
        for (String line : lines) {
            assertTrue(line.contains("-javaagent:tidemark-agent.jar"), line);
            assertTrue(line.matches(".*java -jar tidemark-agent.jar attach [0-9]+"), line);
        }
    }

    @Test
    void aSecondCopyOfTheApiSaysWhatIsWrong() {
        ForkedJvm.Result result =
                ForkedJvm.withAgent("").run(TrackedProgram.class, "copy").expectSuccess();
        assertTrue(result.stdout().contains("this copy of dev.tidemark was loaded by"), result::toString);
    }

    @Test
    void attachedToARunningJvmItTracksNewBuffers() throws Exception {
        try (ForkedJvm.Running jvm = ForkedJvm.withoutAgent()
                .flags("-XX:+EnableDynamicAgentLoading")
                .start(TrackedProgram.class, "attached")) {
            jvm.awaitLine("ready");
            VirtualMachine machine = VirtualMachine.attach(Long.toString(jvm.pid()));
            try {
                machine.loadAgent(ForkedJvm.agentJar().toString(), "min=1m");
            } finally {
                machine.detach();
            }
            jvm.send("go on");
            ForkedJvm.Result result = jvm.await().expectSuccess();
            assertTrue(result.stdout().contains("pages 1"), result::toString);
            assertEquals("", result.stderr());
        }
    }

    private static String withoutTimes(String log) {
        return log.replaceAll("\\[[0-9.]+s\\]", "");
    }
}
