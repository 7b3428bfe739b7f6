package dev.tidemark.it.exposure;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.tools.attach.VirtualMachine;
import dev.tidemark.it.ForkedJvm;
import dev.tidemark.it.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Native methods that write tracked memory: those of Zstd's binding, which are found by name, and Conscrypt's, which register. */
class JniIT {
    private final String seed = Long.toString(Seed.of("JniIT"));

    @ParameterizedTest
    @ValueSource(strings = {"linked", "later", "registered"})
    void whatNativeMethodsWriteIsFound(String program) {
        run("", program);
    }

    @ParameterizedTest
    @ValueSource(strings = {"refused", "refusedLater"})
    void whereEscapesFailNativeMethodsAreNotLinked(String program) {
        ForkedJvm.Result result = run("escape=fail", program);
        assertTrue(
                result.stdout().matches("(?s).*refused: native method com\\.github\\.luben\\.[^\\n]*escape=fail.*"),
                result::toString);
    }

    @Test
    void whatTheLinkerIsToldOfHeapMemoryIsFound() {
        assumeTrue(Runtime.version().feature() >= 22, "the linker is final from JDK 22 on");
        ForkedJvm.Result result = jvm("").libraries("zstd-jni").run(JniProgram.class, "linker", seed);
        System.out.println("JniIT: " + result.expectSuccess().stdout().strip());
    }

    @Test
    void classesOlderThanTheAgentCount() throws Exception {
        attach("attached", "-Djdk.util.jar.enableMultiRelease=false");
    }

    @Test
    void linkageOlderThanTheAgentCounts() throws Exception {
        assumeTrue(Runtime.version().feature() >= 22, "the linker is final from JDK 22 on");
        attach("attachedLinker");
    }

    private void attach(String program, String... flags) throws Exception {
        try (ForkedJvm.Running jvm = flags(ForkedJvm.withoutAgent())
                .flags("-XX:+EnableDynamicAgentLoading")
                .flags(flags)
                .libraries("zstd-jni")
                .start(JniProgram.class, program, seed)) {
            jvm.awaitLine("ready");
            VirtualMachine machine = VirtualMachine.attach(Long.toString(jvm.pid()));
            try {
                machine.loadAgent(ForkedJvm.agentJar().toString(), "");
            } finally {
                machine.detach();
            }
            jvm.send("go on");
            System.out.println("JniIT: " + jvm.await().expectSuccess().stdout().strip());
        }
    }

    /** Without its multi-release part, Zstd's binding uses JNI on every JDK. */
    private ForkedJvm.Result run(String options, String program) {
        ForkedJvm.Result result = jvm(options)
                .flags("-Djdk.util.jar.enableMultiRelease=false")
                .libraries("zstd-jni", "conscrypt-openjdk-uber")
                .run(JniProgram.class, program, seed)
                .expectSuccess();
        System.out.println("JniIT: " + result.stdout().strip());
        return result;
    }

    private static ForkedJvm jvm(String options) {
        return flags(ForkedJvm.withAgent(options)).flags(ForkedJvm.VERIFY);
    }

    private static ForkedJvm flags(ForkedJvm jvm) {
        return jvm.flags("-Xmx256m", "--add-opens=java.base/java.nio=ALL-UNNAMED");
    }
}
