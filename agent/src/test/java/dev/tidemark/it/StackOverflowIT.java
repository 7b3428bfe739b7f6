package dev.tidemark.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A full stack loses no write: neither in the interpreter nor in either compiler, whatever the call that did not fit.
 * {@code -Dtidemark.overflows=5000} for long.
 */
class StackOverflowIT {
    private static final long SEED = Seed.of("StackOverflowIT");
    private static final String ROUNDS =
            Integer.getInteger("tidemark.overflows", 400).toString();

    @ParameterizedTest
    @CsvSource({
        "-Xint, direct, byte",
        "-Xint, heap, byte",
        "-Xint, direct, unaligned",
        "-Xint, heap, unaligned",
        "-Xint, direct, bulk",
        "-Xint, direct, unsafe",
        "-Xint, direct, handle",
        "-Xint, heap, encoder",
        "-XX:TieredStopAtLevel=1, direct, unaligned",
        "-XX:TieredStopAtLevel=1, heap, byte",
        "-XX:-TieredCompilation, direct, unaligned",
        "-XX:-TieredCompilation, heap, bulk",
        "-XX:+TieredCompilation, direct, unaligned",
        "-XX:+TieredCompilation, heap, long",
    })
    void noWriteIsLost(String mode, String memory, String way) {
        ForkedJvm.Result result = ForkedJvm.withAgent("jmx=off,escape=flag")
                .flags(ForkedJvm.VERIFY)
                .flags("-Xmx128m", "-XX:+UseSerialGC", mode)
                .run(StackOverflowProgram.class, memory, way, ROUNDS, Long.toString(SEED))
                .expectSuccess();
        assertTrue(result.stdout().startsWith("overflows " + ROUNDS), result::toString);
        System.out.println("StackOverflowIT: " + mode + " " + memory + " " + way + ": "
                + result.stdout().strip());
    }

    /**
     * The store is compiled and what stands around it is not, as it is for a while in every start: a compiled frame is smaller,
     * so the store fits and the interpreted return path of the JDK's own method does not.
     */
    @ParameterizedTest
    @ValueSource(strings = {"byte", "long", "unaligned", "encoder"})
    void noWriteIsLostWhenOnlyTheStoreIsCompiled(String way) {
        ForkedJvm.Result result = ForkedJvm.withAgent("jmx=off,escape=flag")
                .flags(ForkedJvm.VERIFY)
                .flags(
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-XX:CompileCommand=quiet",
                        "-XX:CompileCommand=compileonly,jdk.internal.misc.Unsafe::put*",
                        "-XX:Tier3InvocationThreshold=50",
                        "-XX:Tier3MinInvocationThreshold=20")
                .run(StackOverflowProgram.class, "direct", way, ROUNDS, Long.toString(SEED))
                .expectSuccess();
        assertTrue(result.stdout().startsWith("overflows " + ROUNDS), result::toString);
    }
}
