package dev.tidemark.it.living;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidemark.it.ForkedJvm;
import org.junit.jupiter.api.Test;

/** Memory that ends while threads are at it, and threads that are not threads of the system. */
class ThreadsIT {
    private static final int JDK = Runtime.version().feature();

    @Test
    void arenaIsClosedUnderWriters() {
        assumeTrue(JDK == 17 || JDK >= 22, "the API was in preview, in other forms");
        ForkedJvm jvm = fork();
        run(JDK == 17 ? jvm.flags("--add-modules", "jdk.incubator.foreign") : jvm, CloseProgram.class, 1);
    }

    @Test
    void memoryIsFreedUnderHarvests() {
        run(fork(), UnmapProgram.class, 1);
    }

    @Test
    void virtualThreadsWrite() {
        assumeTrue(JDK >= 21, "virtual threads came with JDK 21");
        run(fork(), VirtualProgram.class, 2);
    }

    private static ForkedJvm fork() {
        return ForkedJvm.withAgent("min=off").flags("-Xmx512m").flags(ForkedJvm.VERIFY);
    }

    private static void run(ForkedJvm jvm, Class<?> program, int reports) {
        ForkedJvm.Result result = jvm.timeoutSeconds(600).run(program).expectSuccess();
        System.out.println("ThreadsIT: " + result.stdout().strip());
        long found = result.stdout()
                .lines()
                .filter(line -> line.endsWith(", 0 bytes missed"))
                .count();
        assertEquals(reports, found, result::toString);
        assertTrue(result.stderr().lines().noneMatch(line -> line.contains("Exception")), result::toString);
    }
}
