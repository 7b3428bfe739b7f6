package dev.tidemark.it.living;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.it.EveryWrite;
import dev.tidemark.it.ForkedJvm;
import dev.tidemark.it.oracle.OracleJvm;
import dev.tidemark.it.oracle.OracleProgram;
import java.util.ArrayList;
import java.util.List;

/**
 * All there is to write, in JVMs with given flags: the oracle's table, where each path is taken a few times, and random writes that
 * are repeated until they are compiled. Escaped memory is flagged only, so that no comparison of contents stands in for a hook.
 */
final class Writes {
    private static final String[] SOME_GROUPS = {"BUFFER", "HANDLE", "UNSAFE", "ZIP", "FILE"};

    private Writes() {}

    /** Where the programs are. */
    static String classPath() {
        return OracleJvm.classPath() + java.io.File.pathSeparator + ForkedJvm.agentJar();
    }

    /** Runs both programs, prints their counts, and fails if a write was missed. Returns all that they printed. */
    static String judge(String title, String classPath, List<String> flags) {
        String table = run(flags, classPath, OracleProgram.class, Matrix.isWhole() ? new String[0] : SOME_GROUPS);
        String total = table.lines()
                .filter(line -> line.startsWith("total: "))
                .findFirst()
                .orElse("");
        System.out.println(title + ", table: " + total);
        assertTrue(total.contains(", 0 missed, 0 broken") && !total.startsWith("total: 0 "), table);

        int writes = flags.contains("-Xint") ? 5_000 : Matrix.isWhole() ? 100_000 : 10_000;
        String random = run(flags, classPath, EveryWrite.class, "" + writes);
        String last = random.lines().reduce((a, b) -> b).orElse("");
        System.out.println(title + ", random " + last);
        assertTrue(last.endsWith(", 0 missed"), random);
        return table + random;
    }

    private static String run(List<String> flags, String classPath, Class<?> main, String... arguments) {
        List<String> launcher = new ArrayList<>(List.of("-cp", classPath, main.getName()));
        launcher.addAll(List.of(arguments));
        return ForkedJvm.withAgent(OracleJvm.OPTIONS)
                .flags("-Xmx512m")
                .flags(OracleJvm.flags())
                .flags(flags.toArray(new String[0]))
                .timeoutSeconds(1800)
                .run(launcher.toArray(new String[0]))
                .expectSuccess()
                .stdout();
    }
}
