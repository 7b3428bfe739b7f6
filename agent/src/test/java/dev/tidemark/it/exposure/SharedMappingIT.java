package dev.tidemark.it.exposure;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.tools.attach.VirtualMachine;
import dev.tidemark.it.ForkedJvm;
import dev.tidemark.it.Seed;
import org.junit.jupiter.api.Test;

/** Mapped files that change otherwise than through the mapping. */
class SharedMappingIT {
    private final String seed = Long.toString(Seed.of("SharedMappingIT"));

    @Test
    void aFileThatIsWrittenAnotherWayIsExact() {
        ForkedJvm.Result result =
                jvm("").run(SharedMappingProgram.class, "written", seed).expectSuccess();
        System.out.println("SharedMappingIT: " + result.stdout().strip());
        assertTrue(result.stdout().matches("cases \\d{3,},.*\\R"), result::toString);
        assertFalse(result.stderr().contains("tidemark:"), result::toString);
    }

    @Test
    void whereEscapesFailTheFileIsLeftAlone() {
        ForkedJvm.Result result = jvm("escape=fail")
                .run(SharedMappingProgram.class, "refused", seed)
                .expectSuccess();
        System.out.println("SharedMappingIT: " + result.stdout().strip());
        assertTrue(result.stdout().matches("cases \\d{2,},.*\\R"), result::toString);
    }

    @Test
    void aMappingOlderThanTheAgentCountsAsShared() throws Exception {
        try (ForkedJvm.Running jvm = ForkedJvm.withoutAgent()
                .flags("-XX:+EnableDynamicAgentLoading", "-Xmx256m")
                .start(SharedMappingProgram.class, "attached", seed)) {
            jvm.awaitLine("ready");
            VirtualMachine machine = VirtualMachine.attach(Long.toString(jvm.pid()));
            try {
                machine.loadAgent(ForkedJvm.agentJar().toString(), "");
            } finally {
                machine.detach();
            }
            jvm.send("go on");
            System.out.println(
                    "SharedMappingIT: " + jvm.await().expectSuccess().stdout().strip());
        }
    }

    private static ForkedJvm jvm(String options) {
        return ForkedJvm.withAgent(options).flags(ForkedJvm.VERIFY).flags("-Xmx256m");
    }
}
