package dev.tidemark.it.living;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.it.ForkedJvm;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real other agents, before and after this one: both keep what they put into classes, and see what they should. */
class OtherAgentsIT {
    /** Of the JDK's classes those with hooks that JaCoCo can have: all of java.base is more than the JVM survives. */
    private static final String HOOKED_CLASSES =
            ",inclbootstrapclasses=true,includes=dev.tidemark.*:java.util.zip.*flater"
                    + ":javax.crypto.Cipher:sun.nio.ch.IOUtil:sun.nio.ch.Datagram*:sun.nio.fs.Unix*:sun.misc.Unsafe";

    /** Those that this agent loads, if nobody did before. */
    private static final String[] PROBED = {"java/util/zip/Deflater", "javax/crypto/Cipher"};

    private static final String US = "-javaagent:" + ForkedJvm.agentJar() + "=min=off";

    @ParameterizedTest
    @ValueSource(strings = {"first", "last", "first, with the JDK's classes", "last, with the JDK's classes"})
    void jacoco(String place, @TempDir Path directory) {
        Matrix.assumeIn(place.equals("last") || place.startsWith("first, with"));
        String boot = place.contains("JDK") ? HOOKED_CLASSES : "";
        String other = "-javaagent:" + ForkedJvm.library("org.jacoco.agent-runtime") + "=destfile="
                + directory.resolve("jacoco.exec") + boot;
        ForkedJvm jvm = place.startsWith("first") ? fork(other, US) : fork(US, other);
        ForkedJvm.Result result = jvm.run(JacocoProgram.class, place.startsWith("first, with") ? PROBED : new String[0])
                .expectSuccess();
        judge("JaCoCo " + place, result, "JaCoCo saw what ran");
        assertEquals("", result.stderr(), result::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"first", "last"})
    void mockito(String place) {
        Matrix.assumeIn(place.equals("first"));
        String other = "-javaagent:" + ForkedJvm.library("mockito-core");
        ForkedJvm jvm = place.equals("first") ? fork(other, US) : fork(US, other);
        ForkedJvm.Result result = jvm.libraries("mockito-core", "byte-buddy", "byte-buddy-agent", "objenesis")
                .run(MockitoProgram.class)
                .expectSuccess();
        judge("Mockito " + place, result, "mocks answered as they were told");
    }

    @ParameterizedTest
    @ValueSource(strings = {"first", "last"})
    void byteBuddy(String place) {
        Matrix.assumeIn(place.equals("last"));
        String other = "-javaagent:" + ForkedJvm.library("byte-buddy-agent");
        ForkedJvm jvm = place.equals("first") ? fork(other, US) : fork(US, other);
        ForkedJvm.Result result = jvm.libraries("byte-buddy", "asm")
                .run(OtherVersionsProgram.class)
                .expectSuccess();
        judge("ByteBuddy " + place, result, "advice and generated classes did their work");
    }

    private static ForkedJvm fork(String... agents) {
        List<String> flags = new ArrayList<>(List.of(agents));
        if (Runtime.version().feature() >= 23) {
            flags.add("--sun-misc-unsafe-memory-access=allow"); // a warning would hide others
        }
        return ForkedJvm.withoutAgent()
                .flags(flags.toArray(new String[0]))
                .flags("-Xmx512m")
                .flags(ForkedJvm.VERIFY);
    }

    private static void judge(String title, ForkedJvm.Result result, String last) {
        System.out.println("OtherAgentsIT, " + title + ": " + result.stdout().strip());
        assertTrue(result.stdout().strip().endsWith(last), result::toString);
        assertEquals(
                3,
                result.stdout()
                        .lines()
                        .filter(line -> line.endsWith(", 0 bytes missed"))
                        .count(),
                result::toString);
    }
}
