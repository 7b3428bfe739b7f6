package dev.tidemark.it.exposure;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidemark.it.ForkedJvm;
import dev.tidemark.it.Seed;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Native functions that write tracked memory through the linker. Its API differs between JDK 17 and 22, and these tests are
 * compiled for 17, so the programs are resources that the JDK under test runs from source.
 */
class ForeignCallsIT {
    private static final Path SOURCES = Path.of("src", "test", "resources", "exposure");

    @ParameterizedTest
    @CsvSource({"'', exact", "escape=fail, refused"})
    void whatNativeFunctionsWriteIsFoundOrRefused(String options, String program) throws URISyntaxException {
        int jdk = Runtime.version().feature();
        assumeTrue(jdk == 17 || jdk >= 22, "the API was in preview, in other forms");
        Path source = SOURCES.resolve(jdk == 17 ? "Foreign17.java" : "Foreign22.java");
        Path classes = Path.of(Watched.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        ForkedJvm jvm = ForkedJvm.withAgent(options)
                .flags(ForkedJvm.VERIFY)
                .flags("-Xmx256m", "--enable-native-access=ALL-UNNAMED")
                .flags("-cp", classes + File.pathSeparator + ForkedJvm.agentJar());
        if (jdk == 17) {
            jvm.flags("--add-modules", "jdk.incubator.foreign");
        }
        ForkedJvm.Result result = jvm.run(source.toString(), program, Long.toString(Seed.of("ForeignCallsIT")))
                .expectSuccess();
        System.out.println("ForeignCallsIT: " + result.stdout().strip());
        assertTrue(result.stdout().matches("cases \\d+, .*\\R"), result::toString);
    }
}
