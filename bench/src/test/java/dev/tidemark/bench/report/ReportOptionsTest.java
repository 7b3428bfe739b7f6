package dev.tidemark.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportOptionsTest {
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

    @TempDir
    Path docs;

    @BeforeEach
    void page() throws Exception {
        Files.createFile(docs.resolve("BENCHMARKS.md"));
    }

    @Test
    void withoutOptionsAllIsMeasuredInFullOnThisJvm() {
        ReportOptions options = ReportOptions.parse(List.of(), docs);

        assertFalse(options.quick());
        assertFalse(options.render());
        assertEquals(List.of(JAVA), options.jvms());
        assertEquals(List.of(), options.sections());
    }

    @Test
    void jvmsAndSectionsRepeat() {
        String java = JAVA.toString();
        ReportOptions options = ReportOptions.parse(
                List.of("--jvm", java, "--quick", "--section", "a", "--jvm", java, "--section", "b", "--render"), docs);

        assertTrue(options.quick());
        assertTrue(options.render());
        assertEquals(List.of(JAVA, JAVA), options.jvms());
        assertEquals(List.of("a", "b"), options.sections());
    }

    @Test
    void errorsNameTheValueAndTheRule() {
        assertEquals("--jvm takes a java command, " + docs + " is none", error("--jvm", docs.toString()));
        assertEquals("--section needs a value", error("--section"));
        assertEquals(
                "report has no option --fast: it takes --quick, --render, --jvm JAVA, --section NAME, --docs DIRECTORY",
                error("--fast"));
        assertTrue(error("--docs", "nowhere").startsWith("no BENCHMARKS.md in nowhere"));
    }

    private String error(String... arguments) {
        return assertThrows(IllegalArgumentException.class, () -> ReportOptions.parse(List.of(arguments), docs))
                .getMessage();
    }
}
