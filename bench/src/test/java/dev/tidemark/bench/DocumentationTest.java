package dev.tidemark.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tidemark.bench.report.Rendering;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** docs/BENCHMARKS.md and its pictures show the JSON that lies beside them. */
class DocumentationTest {
    private static final Path DOCS = Path.of("../docs");
    private static final String REMEDY = "run: java -jar bench/target/benchmarks.jar report --render";

    @Test
    void thePageAndItsPicturesAreMadeFromTheResults() throws Exception {
        List<String> drift = new Rendering(Sections.ALL, Targets.ALL, DOCS).drift();

        assertEquals(List.of(), drift, REMEDY);
    }
}
