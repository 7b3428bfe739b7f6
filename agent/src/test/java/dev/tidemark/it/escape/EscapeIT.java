package dev.tidemark.it.escape;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.it.ForkedJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Heap buffers whose array is handed out, under each value of the option {@code escape}. */
class EscapeIT {
    private static final boolean INCUBATOR = Runtime.version().feature() == 17;

    @ParameterizedTest
    @ValueSource(strings = {"hash", "flag", "fail"})
    void everyWayToGetAnArrayCounts(String mode) {
        ForkedJvm jvm = jvm("min=off,jmx=off,escape=" + mode);
        if (INCUBATOR) {
            jvm.flags("--add-modules", "jdk.incubator.foreign");
        }
        tell(jvm.run(DoorsProgram.class, mode), "doors \\d{2}: all as they should");
    }

    @Test
    void theJdkMayAskForAnArray() {
        tell(jvm("min=off,jmx=off,escape=fail").run(JdkCallersProgram.class), "callers \\d{3}, wrong 0");
    }

    @Test
    void anApplicationThatWritesOnlyThroughArrayIsExact() {
        tell(jvm("min=off,jmx=off").run(ArrayWritesProgram.class), "lost 0");
    }

    @Test
    void arraysAskedForAndWrittenByManyThreadsLoseNothing() {
        tell(jvm("min=off,jmx=off").run(ConcurrentArraysProgram.class, "4"), "lost 0");
    }

    @ParameterizedTest
    @CsvSource({"-Xint, 8", "-XX:+TieredCompilation, 100"})
    void aStackThatIsFullLosesNothing(String flag, String times) {
        tell(jvm("min=off,jmx=off").flags(flag).run(FullStackProgram.class, times), "lost 0");
    }

    @Test
    void trackingABufferThatHasEscapedIsRefusedOrTold() {
        tell(jvm("min=1m,jmx=off,escape=fail").run(RefusalsProgram.class), "all as they should");
    }

    private static ForkedJvm jvm(String options) {
        return ForkedJvm.withAgent(options).flags(ForkedJvm.VERIFY).flags("-Xmx256m");
    }

    private static void tell(ForkedJvm.Result result, String expected) {
        result.expectSuccess();
        String last = result.stdout()
                .strip()
                .lines()
                .reduce((first, second) -> second)
                .orElse("");
        System.out.println("EscapeIT: " + last);
        assertTrue(last.matches(".*" + expected), result::toString);
    }
}
