package dev.tidemark.it;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Memory segments and vectors as writers. Their API differs between JDK 17 and 22, and these tests are compiled for 17, so the
 * programs are resources that the JDK under test runs from source. They compare bytes before and after with the dirty pages.
 */
class SegmentWritesIT {
    private static final Path SOURCES = Path.of("src", "test", "resources", "segments");

    @Test
    void everySegmentAndVectorStoreIsSeen() {
        int jdk = Runtime.version().feature();
        assumeTrue(jdk == 17 || jdk >= 22, "the API was in preview, in other forms");
        String modules = jdk == 17 ? "jdk.incubator.vector,jdk.incubator.foreign" : "jdk.incubator.vector";
        Path source = SOURCES.resolve(jdk == 17 ? "Segments17.java" : "Segments22.java");
        ForkedJvm.Result result = ForkedJvm.withAgent("escape=flag")
                .flags(ForkedJvm.VERIFY)
                .flags("--add-modules", modules, "-cp", ForkedJvm.agentJar().toString())
                .run(source.toString())
                .expectSuccess();
        System.out.println("SegmentWritesIT: " + result.stdout().strip());
        assertTrue(result.stdout().matches("cases \\d{3,}\\R"), result::toString);
    }
}
