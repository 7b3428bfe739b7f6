package dev.tidemark.stress.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.stress.ForkedJvm;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Proves, as far as a run can, that no write is lost on any compiler: four writers against a harvester. Longer with {@code
 * -Dtidemark.soak.seconds=60}, which is the time per compiler, half of it for each kind of buffer. {@link SoakMutantsIT} shows
 * that the same program does report losses where there are some.
 */
class SoakIT {
    private static final long MILLIS = Long.getLong("tidemark.soak.seconds", 2) * 500;

    @ParameterizedTest
    @CsvSource({
        "-XX:TieredStopAtLevel=1, true",
        "-XX:TieredStopAtLevel=1, false",
        "-XX:-TieredCompilation, true",
        "-XX:-TieredCompilation, false",
        "-XX:+TieredCompilation, true",
        "-XX:+TieredCompilation, false",
        "-Xint, true",
        "-Xint, false",
    })
    void fourWritersLoseNothing(String jit, boolean direct) throws Exception {
        SoakPlan plan = SoakPlan.of(direct, MILLIS, System.nanoTime());
        check(SoakProcess.run(ForkedJvm.AGENT, jit, jit.equals("-Xint") ? plan.withPages(1024) : plan));
    }

    /** The mix in which {@link SoakMutantsIT#marksBeforeStoresAreLost} finds its losses. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void interpretedAccessLosesNothing(boolean direct) throws Exception {
        SoakPlan plan = SoakPlan.of(direct, MILLIS, System.nanoTime()).withPages(1024);
        check(SoakProcess.run(ForkedJvm.AGENT, SoakProcess.ACCESS_INTERPRETED, plan));
    }

    /** A loop that has the JVM for itself: the case in which marks by plain memory accesses are lost. */
    @ParameterizedTest
    @EnumSource(HotLoop.class)
    void loneLoopLosesNothing(HotLoop loop) throws Exception {
        SoakPlan plan = SoakPlan.of(true, 2 * MILLIS, System.nanoTime()).withOnly(loop);
        check(SoakProcess.run(ForkedJvm.AGENT, "-XX:+TieredCompilation", plan));
    }

    /**
     * Regions open and close all the time, first with a change of the barrier's target each, then past the number of those:
     * neither their writes nor those of the region that stays get lost.
     */
    @ParameterizedTest
    @CsvSource({"-XX:+TieredCompilation, true", "-XX:+TieredCompilation, false", "-XX:TieredStopAtLevel=1, true"})
    void nothingIsLostWhileRegionsComeAndGo(String jit, boolean direct) throws Exception {
        SoakPlan plan = SoakPlan.of(direct, 2 * MILLIS, System.nanoTime()).withChurn();
        SoakReport report = SoakProcess.run(ForkedJvm.AGENT, jit, plan);
        check(report);
        assertTrue(report.churned() > 100, "too few regions to pass the barrier's limit: " + report);
    }

    private static void check(SoakReport report) {
        assertEquals(0, report.losses(), report::toString);
        assertTrue(report.harvests() > 3 && report.fewestWrites() > 0, "nothing was tested: " + report);
    }
}
