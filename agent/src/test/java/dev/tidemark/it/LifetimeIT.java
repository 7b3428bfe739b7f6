package dev.tidemark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tracking keeps no buffer alive, and a region ends with its memory. */
class LifetimeIT {
    @ParameterizedTest
    @CsvSource({
        "heap, -Xmx256m",
        "direct, -XX:MaxDirectMemorySize=256m",
        "named-heap, -Xmx64m",
        "named-direct, -XX:MaxDirectMemorySize=64m",
        "mapped, -Xmx64m",
        "cleaned, -XX:MaxDirectMemorySize=64m"
    })
    void regionsEndWithTheirMemory(String program, String limit) {
        run(program, limit);
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_22)
    void aClosedArenaEndsItsRegions() {
        run("arena", "-Xmx64m");
    }

    private static void run(String program, String limit) {
        ForkedJvm.Result result = ForkedJvm.withAgent("min=16m")
                .flags(limit)
                .run(LifetimeProgram.class, program)
                .expectSuccess();
        assertTrue(result.stdout().startsWith("done"), result::toString);
        assertEquals(
                0,
                result.errorLines().stream()
                        .filter(line -> !line.startsWith("WARNING: ")) // the JDK's own about sun.misc.Unsafe
                        .count(),
                result::toString);
        System.out.println(
                "LifetimeIT: " + program + " " + limit + ": " + result.stdout().strip());
    }
}
