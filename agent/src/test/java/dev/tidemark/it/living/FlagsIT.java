package dev.tidemark.it.living;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.tidemark.it.ForkedJvm;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * No write is missed under any flags of the JVM that change how code is compiled, how memory is collected, and how objects are laid
 * out. A JVM that does not know a flag says so, and the test is skipped with that sentence.
 */
class FlagsIT {
    private static final int JDK = Runtime.version().feature();

    private static final List<FlagSet> SETS = List.of(
            new FlagSet(false, "interpreted", "-Xint"),
            new FlagSet(true, "C1 only", "-XX:TieredStopAtLevel=1"),
            new FlagSet(true, "C2 only", "-XX:-TieredCompilation"),
            new FlagSet(false, "Serial", "-XX:+UseSerialGC"),
            new FlagSet(false, "Parallel", "-XX:+UseParallelGC"),
            new FlagSet(false, "G1", "-XX:+UseG1GC"),
            new FlagSet(true, "ZGC", "-XX:+UseZGC"),
            new FlagSet(false, "Shenandoah", "-XX:+UseShenandoahGC"),
            new FlagSet(true, "compact headers", "-XX:+UseCompactObjectHeaders"),
            new FlagSet(false, "compact headers and ZGC", "-XX:+UseCompactObjectHeaders", "-XX:+UseZGC"),
            new FlagSet(false, "wide references", "-XX:-UseCompressedOops"),
            new FlagSet(JDK == 17, "wide class pointers", "-XX:-UseCompressedClassPointers"),
            new FlagSet(false, "wide everything", "-XX:-UseCompressedOops", "-XX:-UseCompressedClassPointers"),
            new FlagSet(false, "no class data sharing", "-Xshare:off"));

    @TestFactory
    Stream<DynamicTest> noWriteIsMissed() {
        return SETS.stream()
                .map(set -> DynamicTest.dynamicTest(set.name, () -> {
                    Matrix.assumeIn(set.everyBuild);
                    String refusal = refusal(set.flags);
                    if (refusal != null) {
                        System.out.println("FlagsIT: " + set.name + " skipped: " + refusal);
                        abort(refusal);
                    }
                    List<String> flags = new ArrayList<>(set.flags);
                    flags.addAll(List.of(ForkedJvm.VERIFY));
                    Writes.judge("FlagsIT: " + set.name, Writes.classPath(), flags);
                }));
    }

    /** What the JVM says against the flags, or null. */
    private static String refusal(List<String> flags) {
        ForkedJvm.Result result =
                ForkedJvm.withoutAgent().flags(flags.toArray(new String[0])).run("-version");
        String said = result.stdout() + result.stderr();
        return result.exitCode() == 0 ? null : said.lines().findFirst().orElse("exit code " + result.exitCode());
    }

    private record FlagSet(boolean everyBuild, String name, List<String> flags) {
        FlagSet(boolean everyBuild, String name, String... flags) {
            this(everyBuild, name, List.of(flags));
        }
    }
}
