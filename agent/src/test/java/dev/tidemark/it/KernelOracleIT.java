package dev.tidemark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * A witness that shares nothing with the agent: the Linux kernel's own list of written pages. It is reached through the
 * foreign-function API, so the program is a resource that the JDK under test runs from source, where it is 22 or newer.
 */
class KernelOracleIT {
    private static final Path SOURCE = Path.of("src", "test", "resources", "kernel", "KernelDirtyPages.java");

    @Test
    void everyPageThatTheKernelSawWrittenIsMarked() {
        int jdk = Runtime.version().feature();
        if (jdk < 22) {
            System.out.println("KernelOracleIT: skipped: JDK " + jdk + " has no foreign-function API");
        }
        assumeTrue(jdk >= 22, "JDK " + jdk + " has no foreign-function API");
        ForkedJvm.Result result = ForkedJvm.withAgent("min=off,escape=flag")
                .flags("-Xmx256m", "--enable-native-access=ALL-UNNAMED")
                .flags("-cp", ForkedJvm.agentJar().toString())
                .run(SOURCE.toString())
                .expectSuccess();
        String line = result.stdout().strip();
        System.out.println("KernelOracleIT: " + line);
        assertEquals(1, line.lines().count(), result::toString);
        assumeTrue(!line.startsWith("skipped: "), line);
        assertTrue(line.matches("rounds \\d{3,}, kinds of writes \\d{2,}, .*, missed 0, .*"), line);
    }
}
