package dev.tidemark.bench.start;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.bench.report.Bench;
import dev.tidemark.bench.report.Row;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tiny run of the section, with the finished jars. The numbers mean nothing. */
class StartIT {
    @TempDir
    Path scratch;

    @Test
    void bothProgramsStartUnderEveryCondition() throws Exception {
        List<Row> rows = new StartMeasurement(2, 2).measure(bench(System.getProperty("it.agent")));

        Set<String> measured =
                rows.stream().map(row -> row.what() + row.parameters()).collect(Collectors.toSet());
        int clocks = ChildrenTime.isKnown() ? 2 : 1;
        assertEquals(2 * clocks * 3, measured.size(), "2 programs, the clocks, 3 conditions");
        assertEquals(measured.size(), rows.size());
        for (Row row : rows) {
            assertEquals(2, row.rounds().size(), row::toString);
            assertTrue(row.value() > 0, row::toString);
        }
    }

    /** It is the agent that is measured, and not a JVM that ignores it. */
    @Test
    void anAgentThatIsNotThereIsAFailure() {
        Bench without = bench(scratch.resolve("no-such.jar").toString());
        assertThrows(IllegalStateException.class, () -> new StartMeasurement(1, 1).measure(without));
    }

    private Bench bench(String agent) {
        Path java = Path.of(System.getProperty("it.java"));
        return new Bench(java, Path.of(agent), true, scratch, null, new ArrayList<>());
    }
}
