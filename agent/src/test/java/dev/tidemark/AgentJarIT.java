package dev.tidemark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** The finished jar: its manifest, what is in it, and that nothing in it can meet the application's own libraries. */
class AgentJarIT {
    private static final Path JAR = Path.of(System.getProperty("it.agent"));

    @Test
    void manifestIsTheOneAtTheTopLevel() throws IOException {
        Manifest source;
        try (InputStream in = Files.newInputStream(Path.of("..", "MANIFEST.MF"))) {
            source = new Manifest(in);
        }
        try (JarFile jar = new JarFile(JAR.toFile())) {
            Attributes actual = jar.getManifest().getMainAttributes();
            source.getMainAttributes()
                    .forEach((key, value) -> assertEquals(value, actual.get(key), () -> "attribute " + key));
            assertTrue(actual.containsKey(Attributes.Name.IMPLEMENTATION_VERSION));
        }
    }

    @Test
    void everythingIsInOurPackages() throws IOException {
        List<String> foreign = entries().stream()
                .filter(name -> !name.startsWith("dev/tidemark/") && !name.startsWith("META-INF/"))
                .toList();
        assertEquals(List.of(), foreign);
    }

    /** The boot package is defined class by class, from a list: a class that is missing there would be loaded twice. */
    @Test
    void everyClassOfTheBootPackageIsDefinedInTheBootLoader() throws IOException {
        TreeSet<String> inJar = new TreeSet<>();
        TreeSet<String> inBootLoader = new TreeSet<>();
        for (String entry : entries()) {
            if (entry.startsWith("dev/tidemark/boot/")
                    && entry.endsWith(".class")
                    && !entry.endsWith("package-info.class")) {
                String name =
                        entry.substring(0, entry.length() - ".class".length()).replace('/', '.');
                inJar.add(name);
                try {
                    Class.forName(name, false, null);
                    inBootLoader.add(name);
                } catch (ClassNotFoundException e) {
                    // reported by the comparison
                }
            }
        }
        assertTrue(inJar.size() >= 5, inJar::toString);
        assertEquals(inJar, inBootLoader);
    }

    private static List<String> entries() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            return jar.stream()
                    .filter(entry -> !entry.isDirectory())
                    .map(ZipEntry::getName)
                    .toList();
        }
    }
}
