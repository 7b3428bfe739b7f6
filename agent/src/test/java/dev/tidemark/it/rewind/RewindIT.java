package dev.tidemark.it.rewind;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tidemark.RegionKind;
import dev.tidemark.it.ForkedJvm;
import dev.tidemark.it.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checkpoints under the finished agent; each test in a JVM of its own. {@code -Dtidemark.histories=4000} for long. */
class RewindIT {
    private static final long TIMEOUT_SECONDS = 1200;
    private static final String HISTORIES =
            Integer.getInteger("tidemark.histories", 200).toString();

    @ParameterizedTest
    @EnumSource(RegionKind.class)
    void everyStateComesBack(RegionKind kind) {
        run("min=off", "-Xmx256m", HistoriesProgram.class, kind.name(), HISTORIES, "50", seed());
    }

    /** Where nobody hashes, everything is compared. Small heap buffers are such a region. */
    @Test
    void everyStateComesBackWithoutHashes() {
        run("min=off,escape=flag", "-Xmx256m", HistoriesProgram.class, "HEAP", HISTORIES, "50", seed());
    }

    @ParameterizedTest
    @EnumSource(
            value = RegionKind.class,
            names = {"HEAP", "DIRECT"})
    void aFullHeapLosesNothing(RegionKind kind) {
        ForkedJvm.Result result = fork("min=off", "-Xmx16m")
                .flags("-Xms16m", "-XX:+UseSerialGC", "-XX:-UseTLAB")
                .run(HistoriesProgram.class, kind.name(), "30", "40", seed(), "oom")
                .expectSuccess();
        System.out.println("RewindIT, full heap: " + result.stdout().trim());
    }

    @ParameterizedTest
    @ValueSource(strings = {"heap", "direct"})
    void othersAreNotDisturbed(String kind) {
        run("min=off", "-Xmx128m", BesideProgram.class, kind, seed());
    }

    @Test
    void regionsOverTwoGibibytes() {
        assertEquals(
                "held 201319\nregion 'large' has ended, and its checkpoints with it: its memory was freed\n",
                run("min=off", "-Xmx64m", LargeProgram.class).replace(System.lineSeparator(), "\n"));
    }

    private static String seed() {
        return Long.toString(Seed.of("RewindIT"));
    }

    private static ForkedJvm fork(String options, String heap) {
        return ForkedJvm.withAgent(options).flags(ForkedJvm.VERIFY).flags(heap).timeoutSeconds(TIMEOUT_SECONDS);
    }

    private static String run(String options, String heap, Class<?> program, String... arguments) {
        String output =
                fork(options, heap).run(program, arguments).expectSuccess().stdout();
        System.out.println("RewindIT, " + options + ": " + output.trim());
        return output;
    }
}
