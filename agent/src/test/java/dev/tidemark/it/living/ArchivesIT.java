package dev.tidemark.it.living;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidemark.it.ForkedJvm;
import dev.tidemark.it.oracle.OracleJvm;
import dev.tidemark.it.oracle.OracleProgram;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * No write is missed where classes come from an archive: hooks get into them too. Boot classes are not verified here, for a JVM that
 * verifies more than the one that made an archive does not use it.
 */
class ArchivesIT {
    @TempDir
    Path directory;

    @Test
    void archiveOfTheJdk() throws IOException {
        Matrix.assumeIn(false);
        judge("the JDK's archive", List.of());
    }

    @Test
    void archiveOfTheApplication() throws IOException {
        Path archive = directory.resolve("application.jsa");
        dump(List.of("-XX:ArchiveClassesAtExit=" + archive), false);
        judge("application's archive", List.of("-XX:SharedArchiveFile=" + archive));
    }

    @Test
    void archiveThatWasMadeWithTheAgent() throws IOException {
        Matrix.assumeIn(false);
        Path archive = directory.resolve("agent.jsa");
        List<String> diagnostic = List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:+AllowArchivingWithJavaAgent");
        List<String> dump = new ArrayList<>(diagnostic);
        dump.add("-XX:ArchiveClassesAtExit=" + archive);
        dump(dump, true);
        List<String> use = new ArrayList<>(diagnostic);
        use.add("-XX:SharedArchiveFile=" + archive);
        judge("archive made with the agent", use);
    }

    @Test
    void cacheAheadOfTime() throws IOException {
        assumeTrue(Runtime.version().feature() >= 25, "-XX:AOTCacheOutput came with JDK 25");
        Path cache = directory.resolve("application.aot");
        dump(List.of("-XX:AOTCacheOutput=" + cache), false);
        judge("cache ahead of time", List.of("-XX:AOTCache=" + cache));
    }

    /** A training run without regions, so that it works without the agent too. */
    private void dump(List<String> flags, boolean withAgent) throws IOException {
        ForkedJvm.Result result = (withAgent ? ForkedJvm.withAgent("min=off") : ForkedJvm.withoutAgent())
                .flags(OracleJvm.flags())
                .flags(flags.toArray(new String[0]))
                .run("-cp", classPath(), OracleProgram.class.getName(), "--list")
                .expectSuccess();
        System.out.println("ArchivesIT: dumped, " + result.errorLines());
    }

    private void judge(String title, List<String> flags) throws IOException {
        Path log = directory.resolve("classes.log");
        List<String> logging = new ArrayList<>(flags);
        logging.add("-Xlog:class+load:file=" + log);
        Writes.judge("ArchivesIT: " + title, classPath(), logging);
        long shared;
        try (Stream<String> lines = Files.lines(log)) {
            shared = lines.filter(line -> line.contains("shared objects file")).count();
        }
        System.out.println("ArchivesIT: " + title + ", classes from archives: " + shared);
        assertTrue(shared > 0, "nothing came from an archive");
    }

    /** Archives know jars alone: the test classes are put into one. */
    private String classPath() throws IOException {
        Path jar = directory.resolve("tests.jar");
        if (!Files.exists(jar)) {
            Set<String> names = new HashSet<>();
            try (OutputStream file = Files.newOutputStream(jar);
                    JarOutputStream out = new JarOutputStream(file)) {
                for (String each : OracleJvm.classPath().split(File.pathSeparator)) {
                    add(Path.of(each), names, out);
                }
            }
            assertEquals(false, names.isEmpty());
        }
        return jar + File.pathSeparator + ForkedJvm.agentJar();
    }

    private static void add(Path root, Set<String> names, JarOutputStream out) throws IOException {
        List<Path> files;
        try (Stream<Path> tree = Files.walk(root)) {
            files = tree.filter(Files::isRegularFile).toList();
        }
        for (Path each : files) {
            String name = root.relativize(each).toString();
            if ((name.startsWith("dev/tidemark/it/") || name.startsWith("oracle/")) && names.add(name)) {
                out.putNextEntry(new JarEntry(name));
                Files.copy(each, out);
                out.closeEntry();
            }
        }
    }
}
