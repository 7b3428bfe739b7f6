package dev.tidemark.it.arrays;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.it.ForkedJvm;
import dev.tidemark.it.Seed;
import dev.tidemark.it.arrays.holder.LeakProgram;
import dev.tidemark.it.arrays.holder.MachineProgram;
import dev.tidemark.it.arrays.holder.WaysProgram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holders write unhashed and lose nothing; outsiders make regions escape, and then hashes find what they wrote. */
class ArraysIT {
    private static final String ARRAYS = "arrays=dev.tidemark.it.arrays.holder.*";

    @Test
    void everyWayOfAHolderIsMarked() {
        ForkedJvm.Result result = ForkedJvm.withAgent(ARRAYS)
                .flags(ForkedJvm.VERIFY)
                .run(WaysProgram.class, Long.toString(Seed.of("ArraysIT")), "10000")
                .expectSuccess();
        System.out.println("ArraysIT: " + result.stdout().strip());
        assertEquals("", result.stderr());
        assertTrue(result.stdout().contains("coverage COMPLETE"), result::toString);
    }

    @Test
    void aGuestInAnArrayIsReplicated() {
        ForkedJvm.Result result =
                ForkedJvm.withAgent(ARRAYS).run(MachineProgram.class).expectSuccess();
        System.out.println("ArraysIT: " + result.stdout().strip());
        assertEquals("", result.stderr());
    }

    @Test
    void everyLeakIsToldAndHashed() {
        ForkedJvm.Result result = ForkedJvm.withAgent(ARRAYS)
                .flags(ForkedJvm.VERIFY)
                .run(LeakProgram.class, "each")
                .expectSuccess();
        System.out.println("ArraysIT: " + result.stdout().strip());
        assertEquals("", result.stderr());
    }

    @ParameterizedTest
    @ValueSource(strings = {"writing", "hidden"})
    void whatMayWriteAnyArrayHitsAllRegions(String leak) {
        ForkedJvm.withAgent(ARRAYS).run(LeakProgram.class, leak).expectSuccess();
    }

    @Test
    void leaksAreRefusedIfTheOptionSaysSo() {
        ForkedJvm.Result result = ForkedJvm.withAgent(ARRAYS + ",escape=fail")
                .run(LeakProgram.class, "refused")
                .expectSuccess();
        assertEquals(4, result.stdout().lines().count(), result::toString);
    }

    @Test
    void byteBuddyIsLoadedForThisOptionAlone() {
        assertTrue(loadedClasses(ARRAYS).contains("dev.tidemark.shaded.bytebuddy"));
        assertTrue(!loadedClasses("").contains("bytebuddy"));
    }

    private static String loadedClasses(String options) {
        return ForkedJvm.withAgent(options)
                .flags("-Xlog:class+load")
                .run("-version")
                .expectSuccess()
                .stdout();
    }
}
