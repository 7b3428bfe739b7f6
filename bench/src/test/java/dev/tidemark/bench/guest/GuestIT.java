package dev.tidemark.bench.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.bench.report.Bench;
import dev.tidemark.bench.report.Dialogue;
import dev.tidemark.bench.report.Row;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tiny run of the section, with the finished jars: each guest checks its own books. The numbers mean nothing. */
class GuestIT {
    @TempDir
    Path scratch;

    @Test
    void everythingIsMeasuredUnderEveryCondition() throws Exception {
        GuestMeasurement.Size tiny = new GuestMeasurement.Size(1, 100, 1, 3);
        List<Row> rows = new GuestMeasurement(tiny, tiny).measure(bench());

        Set<String> measured = new HashSet<>();
        for (Row row : rows) {
            measured.add(row.what() + row.parameters());
            assertEquals(1, row.rounds().size(), row::toString);
            assertEquals(
                    row.what().equals("Guest.first load") ? 1 : 3,
                    row.rounds().get(0).size(),
                    row::toString);
            assertTrue(row.smallest() > 0, row::toString);
        }
        assertEquals(3 * 2 * 2 * 3, measured.size(), "3 kinds of work, 2 of memory, 2 clocks, 3 conditions");
        assertEquals(measured.size(), rows.size());
    }

    @Test
    void aGuestThatEndsTooSoonIsAFailure() throws Exception {
        try (Dialogue guest = bench().talk(GuestProgram.class, List.of("-Xlog:disable"), "HEAP", "100", "true")) {
            String why =
                    assertThrows(IllegalStateException.class, guest::listen).getMessage();
            assertTrue(why.startsWith("it ended too soon"), why); // tracked, and no agent
        }
    }

    private Bench bench() {
        Path agent = Path.of(System.getProperty("it.agent"));
        return new Bench(Path.of(System.getProperty("it.java")), agent, true, scratch, null, new ArrayList<>());
    }
}
