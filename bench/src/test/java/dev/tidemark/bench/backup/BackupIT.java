package dev.tidemark.bench.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.bench.report.Bench;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tiny runs of both programs, with the finished jars, and what they leave behind. The times mean nothing, the sizes do. */
class BackupIT {
    private static final int PAGE = 4096;
    private static final int MIB = 8;
    private static final int PAGES = (MIB << 20) / PAGE;

    @TempDir
    Path scratch;

    private Path home;
    private Bench bench;

    @BeforeEach
    void prepare() throws Exception {
        home = Files.createDirectory(scratch.resolve("home"));
        Path java = Path.of(System.getProperty("it.java"));
        bench = new Bench(java, Path.of(System.getProperty("it.agent")), true, scratch, null, new ArrayList<>());
    }

    @Test
    void incrementsHoldWhatWasWritten() throws Exception {
        for (String kind : List.of("direct", "heap")) {
            Path directory = Files.createDirectory(home.resolve(kind));
            List<String> lines = run(StoreProgram.class, directory.toString(), "" + MIB, "1", kind);

            Map<String, Long> bytes = lines.stream()
                    .skip(2)
                    .map(BackupIT::cells)
                    .collect(Collectors.toMap(
                            cells -> cells[0], cells -> Long.parseLong(cells[1].replaceAll("\\D", ""))));
            assertEquals(4, bytes.size(), lines::toString);
            bytes.forEach((what, size) -> {
                long data = (long) PAGE * (PAGES * (what.startsWith("1 %") ? 1 : 25) / 100);
                assertTrue(size > data && size <= data * 1.05 + (64 << 10), what + ": " + size + " for " + data);
            });
            assertRight(directory.resolve("store"));
        }
    }

    @Test
    void theSameHistoryIsKeptByAllThatAreInstalled() throws Exception {
        List<String> lines = run(BackupProgram.class, home.toString(), "" + MIB, "1", "10", "scattered");

        Map<String, String[]> rows = lines.stream()
                .skip(2)
                .map(BackupIT::cells)
                .collect(Collectors.toMap(cells -> cells[0], cells -> cells));
        assertTrue(rows.keySet().containsAll(List.of("Tidemark", "(writing the image)")), () -> lines + "lack a row");
        for (Tool tool : Tool.ALL) {
            assertEquals(tool.isInstalled(), rows.containsKey(tool.name()), lines::toString);
        }
        double first = Double.parseDouble(rows.get("Tidemark")[1]);
        double next = Double.parseDouble(rows.get("Tidemark")[3]);
        assertTrue(first > MIB * 0.6 && first < MIB * 0.9, "a quarter of the pages is zero, stored: " + first);
        assertTrue(next > 0 && next < PAGES / 100 * (PAGE + 100) / 1048576.0, "twenty pages at most, stored: " + next);
        assertRight(home.resolve("raw"));
    }

    private List<String> run(Class<?> program, String... arguments) throws Exception {
        return bench.fork(program, List.of("-Xmx200m", bench.agentOption("min=off")), arguments);
    }

    private static String[] cells(String row) {
        return Arrays.stream(row.split("\\|")).skip(1).map(String::strip).toArray(String[]::new);
    }

    /** By the command line, which needs nothing of the program that took it. */
    private void assertRight(Path store) throws Exception {
        Process verify = new ProcessBuilder(
                        bench.java().toString(),
                        "-jar",
                        bench.agent().toString(),
                        "snapshot",
                        "verify",
                        store.toString())
                .redirectErrorStream(true)
                .redirectOutput(scratch.resolve("verify").toFile())
                .start();
        assertEquals(0, verify.waitFor(), () -> {
            try {
                return Files.readString(scratch.resolve("verify"));
            } catch (java.io.IOException e) {
                return e.toString();
            }
        });
    }
}
