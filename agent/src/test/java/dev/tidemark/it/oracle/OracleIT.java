package dev.tidemark.it.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.it.ForkedJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Every path by which the JDK writes a buffer, on every kind of memory. No page may change without a mark. Escaped memory is only
 * flagged, so that no comparison of contents stands in for a hook.
 */
class OracleIT {
    @Test
    void noWriteIsMissed() throws IOException {
        Path exercised = ForkedJvm.agentJar()
                .resolveSibling("oracle")
                .resolve("exercised-" + Runtime.version().feature() + ".txt");
        Files.createDirectories(exercised.getParent());
        ForkedJvm.Result result = OracleJvm.run(
                ForkedJvm.agentJar(),
                OracleJvm.OPTIONS,
                List.of("-Dtidemark.oracle.exercised=" + exercised),
                List.of());
        System.out.println(result.stdout().strip());
        assertEquals(0, result.exitCode(), result::toString);
        assertTrue(cases(result.stdout()) > 3000, "too few cases");
        assertTrue(Files.readAllLines(exercised).size() > 200, "too few methods of the JDK");
    }

    private static int cases(String stdout) {
        String total = stdout.substring(stdout.indexOf("total: ") + "total: ".length());
        return Integer.parseInt(total.substring(0, total.indexOf(' ')));
    }
}
