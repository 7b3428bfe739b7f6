package dev.tidemark;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The arrows between packages: downwards only, and each foreign library in one place. */
@AnalyzeClasses(packages = "dev.tidemark", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String API = "dev.tidemark";
    private static final String BOOT = "dev.tidemark.boot..";
    private static final String OPTIONS = "dev.tidemark.options..";
    private static final String TRACK = "dev.tidemark.track..";
    private static final String INSTRUMENT = "dev.tidemark.instrument..";
    private static final String FIELDS = "dev.tidemark.fields..";
    private static final String ARRAYS = "dev.tidemark.instrument.arrays..";
    private static final String REWIND = "dev.tidemark.rewind..";
    private static final String SNAPSHOT = "dev.tidemark.snapshot..";
    private static final String WATCH = "dev.tidemark.watch..";
    private static final String REPLICATE = "dev.tidemark.replicate..";
    private static final String ZSTD = "dev.tidemark.zstd..";
    private static final String JMX = "dev.tidemark.jmx..";
    private static final String JCONSOLE = "dev.tidemark.jconsole..";
    private static final String CLI = "dev.tidemark.cli..";
    private static final String FLIGHT = "dev.tidemark.flight..";
    private static final String AGENT = "dev.tidemark.agent..";

    @ArchTest
    static final ArchRule BOOT_USES_JAVA_BASE_ONLY = classes()
            .that()
            .resideInAPackage(BOOT)
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                    BOOT,
                    "java.io..",
                    "java.lang..",
                    "java.io..",
                    "java.nio..",
                    "java.security..",
                    "java.util..",
                    "javax.crypto..",
                    "jdk.internal.misc..",
                    "jdk.internal.util..",
                    "jdk.internal.vm.annotation.."));

    @ArchTest
    static final ArchRule API_STANDS_ALONE = onlyUses(API, "java.lang..", "java.nio..", "java.util..");

    @ArchTest
    static final ArchRule OPTIONS_STAND_ALONE = onlyUses(OPTIONS, "java..");

    @ArchTest
    static final ArchRule TRACK_USES_API_AND_BOOT = onlyUses(TRACK, API, BOOT, "java..", "com.dynatrace.hash4j..");

    @ArchTest
    static final ArchRule INSTRUMENT_KNOWS_NO_REGIONS =
            onlyUses(INSTRUMENT, "java..", "jdk.internal.misc..", "org.objectweb.asm..", "net.bytebuddy..");

    @ArchTest
    static final ArchRule FIELDS_KNOW_NO_REGIONS = onlyUses(FIELDS, BOOT, OPTIONS, "java..");

    @ArchTest
    static final ArchRule REWIND_USES_TRACK = onlyUses(REWIND, API, TRACK, "java.lang..", "java.util..");

    @ArchTest
    static final ArchRule SNAPSHOT_USES_THE_PUBLIC_API = onlyUses(SNAPSHOT, API, ZSTD, "java..");

    @ArchTest
    static final ArchRule REPLICATE_USES_TRACK = onlyUses(REPLICATE, API, TRACK, ZSTD, "java..", "javax.net.ssl..");

    @ArchTest
    static final ArchRule ZSTD_STANDS_ALONE = onlyUses(ZSTD, "java..", "com.github.luben.zstd..");

    @ArchTest
    static final ArchRule ONLY_ZSTD_KNOWS_ITS_LIBRARY = onlyIn(ZSTD, "com.github.luben.zstd..");

    @ArchTest
    static final ArchRule JMX_USES_TRACK =
            onlyUses(JMX, API, TRACK, SNAPSHOT, REPLICATE, OPTIONS, WATCH, "java..", "javax.management..");

    @ArchTest
    static final ArchRule WATCH_LOOKS_AT_TRACK = onlyUses(WATCH, API, TRACK, "java.lang..", "java.util..");

    @ArchTest
    static final ArchRule FLIGHT_LOOKS_ON =
            onlyUses(FLIGHT, API, TRACK, WATCH, SNAPSHOT, "java.lang..", "java.util..", "jdk.jfr..");

    @ArchTest
    static final ArchRule ONLY_FLIGHT_KNOWS_JFR = onlyIn(FLIGHT, "jdk.jfr..");

    @ArchTest
    static final ArchRule CLI_IS_A_PROGRAM_OF_ITS_OWN = onlyUses(
            CLI,
            API,
            OPTIONS,
            TRACK,
            WATCH,
            JMX,
            SNAPSHOT,
            REPLICATE,
            "java..",
            "javax.management..",
            "picocli..",
            "org.jline..",
            "com.sun.tools.attach..");

    @ArchTest
    static final ArchRule JCONSOLE_IS_A_GUEST_OF_JCONSOLE = onlyUses(
            JCONSOLE,
            API,
            OPTIONS,
            TRACK,
            WATCH,
            JMX,
            "java..",
            "javax.management..",
            "javax.swing..",
            "javax.accessibility..",
            "com.sun.tools.jconsole..");

    @ArchTest
    static final ArchRule ONLY_JCONSOLE_KNOWS_SWING = onlyIn(JCONSOLE, "javax.swing..");

    @ArchTest
    static final ArchRule ONLY_INSTRUMENT_KNOWS_ASM = onlyIn(INSTRUMENT, "org.objectweb.asm..");

    @ArchTest
    static final ArchRule ONLY_TRACK_KNOWS_HASH4J = onlyIn(TRACK, "com.dynatrace.hash4j..");

    @ArchTest
    static final ArchRule ONLY_ARRAYS_KNOWS_BYTEBUDDY = onlyIn(ARRAYS, "net.bytebuddy..");

    @ArchTest
    static final ArchRule ONLY_CLI_KNOWS_PICOCLI = onlyIn(CLI, "picocli..");

    @ArchTest
    static final ArchRule ONLY_CLI_KNOWS_JLINE = onlyIn(CLI, "org.jline..");

    @ArchTest
    static final ArchRule ONLY_BOOT_TOUCHES_UNSAFE = noClasses()
            .that()
            .resideOutsideOfPackage(BOOT)
            .and()
            .doNotHaveSimpleName("BootClasses")
            .should()
            .dependOnClassesThat(resideInAnyPackage("jdk.internal..", "sun.misc..", "sun.nio.."));

    @ArchTest
    static final ArchRule NOBODY_USES_THE_COMPOSITION_ROOT =
            noClasses().that().resideOutsideOfPackage(AGENT).should().dependOnClassesThat(resideInAPackage(AGENT));

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("dev.tidemark.(*)..").should().beFreeOfCycles();

    @Test
    void everyPackageSaysItsRule() throws IOException {
        Path sources = Path.of("src/main/java/dev/tidemark");
        List<Path> packages;
        try (Stream<Path> tree = Files.walk(sources)) {
            packages = tree.filter(Files::isDirectory).toList();
        }
        assertFalse(packages.isEmpty());
        for (Path each : packages) {
            Path info = each.resolve("package-info.java");
            assertTrue(Files.exists(info), () -> "missing: " + info);
            assertTrue(Files.readString(info).contains("Rule of this package."), () -> "no rule in " + info);
        }
    }

    private static ArchRule onlyUses(String user, String... used) {
        String[] allowed = Stream.concat(Stream.of(user), Stream.of(used)).toArray(String[]::new);
        return classes().that().resideInAPackage(user).should().onlyDependOnClassesThat(resideInAnyPackage(allowed));
    }

    private static ArchRule onlyIn(String user, String library) {
        return noClasses().that().resideOutsideOfPackage(user).should().dependOnClassesThat(resideInAPackage(library));
    }
}
