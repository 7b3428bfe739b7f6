package dev.tidemark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hooks survive another agent that retransforms the classes they are in, whether its transformer stays or goes. */
class ForeignAgentIT {
    @ParameterizedTest
    @ValueSource(strings = {"stay", "go"})
    void hooksSurvive(String option, @TempDir Path directory) throws IOException {
        Path jar = directory.resolve("foreign.jar");
        build(jar);
        ForkedJvm.Result result = ForkedJvm.withAgent("")
                .flags("-javaagent:" + jar + "=" + option)
                .flags(ForkedJvm.VERIFY)
                .run(ForeignAgentProgram.class)
                .expectSuccess();
        assertEquals("every write was seen", result.stdout().strip());
    }

    private static void build(Path jar) throws IOException {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue("Premain-Class", ForeignAgent.class.getName());
        attributes.putValue("Can-Retransform-Classes", "true");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, manifest)) {
            for (String suffix : new String[] {"", "$1"}) {
                String entry = ForeignAgent.class.getName().replace('.', '/') + suffix + ".class";
                out.putNextEntry(new JarEntry(entry));
                try (InputStream in = ForeignAgent.class.getResourceAsStream("/" + entry)) {
                    in.transferTo(out);
                }
                out.closeEntry();
            }
        }
    }
}
