package dev.tidemark.instrument;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/COVERAGE.md says what the tables say. */
class CoveragePageTest {
    private static final Path PAGE = Path.of("..", "docs", "COVERAGE.md");

    @Test
    void thePageIsWrittenFromTheTables() throws IOException {
        String text = CoveragePage.text();
        if (Boolean.getBoolean("tidemark.write")) {
            Files.writeString(PAGE, text);
        }
        assertEquals(
                text,
                Files.readString(PAGE),
                "write it anew: mvn -pl agent test -Dtest=CoveragePageTest -Dtidemark.write=true");
    }

    @Test
    void everyRowOfTheHookTableIsDescribed() throws IOException {
        Set<Integer> rows = Stream.concat(HookTable.forJdk(17).stream(), HookTable.forJdk(25).stream())
                .map(Hook::row)
                .collect(Collectors.toSet());
        rows.removeAll(CoveragePage.describedRows());
        assertEquals(Set.of(), rows, "describe them in src/test/resources/coverage/rows.txt");
    }

    @Test
    void everyTestThatThePageNamesIsThere() throws IOException {
        Set<String> names = CoveragePage.namedTests();
        try (Stream<Path> files = Files.walk(Path.of("src", "test", "java"))) {
            files.forEach(file -> names.remove(file.getFileName().toString().replace(".java", "")));
        }
        assertEquals(Set.of(), names);
    }
}
