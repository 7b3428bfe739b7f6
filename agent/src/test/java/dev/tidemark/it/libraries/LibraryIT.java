package dev.tidemark.it.libraries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidemark.it.ForkedJvm;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Real libraries write tracked heap, direct and mapped memory: no byte is missed, and where they go around the API the coverage says
 * so. Each library runs in a JVM of its own, with every form of access that it has on the JDK under test.
 */
class LibraryIT {
    private static final int JDK = Runtime.version().feature();

    @Test
    void lucene() {
        run(fork().libraries("lucene-core"), LuceneProgram.class, 3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"protobuf-java", "protobuf-java-3"})
    void protobuf(String version) {
        ForkedJvm.Result result = run(fork().libraries(version), ProtobufProgram.class, 3);
        boolean unsafe = version.endsWith("-3");
        assertTrue(result.stdout().contains(unsafe ? "by UnsafeDirectNio" : "by DirectNio"), result::toString);
    }

    @Test
    void kryo() {
        run(fork().libraries("kryo", "reflectasm", "minlog", "objenesis"), KryoProgram.class, 3, "safe");
    }

    @Test
    void kryoThroughUnsafe() {
        ForkedJvm jvm = fork().libraries("kryo", "reflectasm", "minlog", "objenesis")
                .flags("--add-exports", "java.base/sun.nio.ch=ALL-UNNAMED");
        run(jvm, KryoProgram.class, 2, "unsafe");
    }

    @Test
    void netty() {
        ForkedJvm.Result result = run(fork().libraries("netty-buffer", "netty-common"), NettyProgram.class, 3);
        assertTrue(result.stdout().contains("Unsafe: " + (JDK < 25)), result::toString);
    }

    @Test
    void nettyWithoutUnsafe() {
        ForkedJvm jvm = fork().libraries("netty-buffer", "netty-common").flags("-Dio.netty.noUnsafe=true");
        ForkedJvm.Result result = run(jvm, NettyProgram.class, 3);
        assertTrue(result.stdout().contains("Unsafe: false"), result::toString);
    }

    /** JDK 24 and newer warn of Unsafe, and can be told to allow it or to refuse it. */
    @ParameterizedTest
    @ValueSource(strings = {"allow", "deny"})
    void nettyWithUnsafe(String access) {
        assumeTrue(JDK >= 24, "the flag came with JDK 23 and 24");
        ForkedJvm jvm =
                fork().libraries("netty-buffer", "netty-common").flags("--sun-misc-unsafe-memory-access=" + access);
        ForkedJvm.Result result = run(jvm, NettyProgram.class, 3);
        assertTrue(result.stdout().contains("Unsafe: " + access.equals("allow")), result::toString);
    }

    @Test
    void h2(@TempDir Path directory) {
        ForkedJvm jvm = ForkedJvm.withAgent("min=256k,page=64")
                .flags("-Xmx512m", "-Dh2.nioCleanerHack=true")
                .flags(ForkedJvm.VERIFY)
                .libraries("h2");
        run(jvm, H2Program.class, 2, directory.toString());
    }

    private static ForkedJvm fork() {
        return ForkedJvm.withAgent("min=off").flags("-Xmx512m").flags(ForkedJvm.VERIFY);
    }

    private static ForkedJvm.Result run(ForkedJvm jvm, Class<?> program, int reports, String... arguments) {
        ForkedJvm.Result result = jvm.run(program, arguments).expectSuccess();
        System.out.println("LibraryIT: " + result.stdout().strip());
        assertEquals(
                reports,
                result.stdout()
                        .lines()
                        .filter(line -> line.endsWith(", 0 bytes missed"))
                        .count(),
                result::toString);
        return result;
    }
}
