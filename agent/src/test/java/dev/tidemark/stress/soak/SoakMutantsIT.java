package dev.tidemark.stress.soak;

import static org.junit.jupiter.api.Assertions.fail;

import dev.tidemark.stress.ForkedJvm;
import dev.tidemark.stress.mutant.Mutant;
import dev.tidemark.stress.mutant.MutantJar;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Proves that the soak can fail. Each mistake must be reported within {@value #ATTEMPTS} short runs; the first report ends
 * the test. What a soak does not find on this kind of machine, because the window is a few instructions wide
 * ({@link Mutant#NO_SAFEPOINT}, {@link Mutant#UNSEEN_MARKS_CLEARED}), the jcstress tests do.
 */
class SoakMutantsIT {
    private static final int ATTEMPTS = 24;

    /**
     * Kills {@link Mutant#MARK_BEFORE_STORE}: a thread that can pass a safepoint between the mark and the store, as it can in
     * interpreted code, has its mark taken and its page copied, and stores then. Where all is inlined in compiled code there is no
     * safepoint between the two, and nothing is lost on x86; hence the access methods are kept from being compiled.
     */
    @Test
    void marksBeforeStoresAreLost() throws Exception {
        Path jar = MutantJar.write(ForkedJvm.AGENT, Mutant.MARK_BEFORE_STORE, ForkedJvm.DIRECTORY);
        for (int i = 0; i < ATTEMPTS; i++) {
            SoakPlan plan = SoakPlan.of(i % 2 == 0, 4000, i).untilLosses(1).withPages(1024);
            if (SoakProcess.run(jar, SoakProcess.ACCESS_INTERPRETED, plan).losses() > 0) {
                return;
            }
        }
        fail("marking before the store went unnoticed");
    }

    /** Kills a harvester that copies before it clears: the order that the API's documentation forbids. */
    @Test
    void copyingBeforeClearingLosesWrites() throws Exception {
        for (int i = 0; i < ATTEMPTS; i++) {
            SoakPlan plan = SoakPlan.of(i % 2 == 0, 2000, i).untilLosses(1).withCopyFirst();
            if (SoakProcess.run(ForkedJvm.AGENT, "-XX:+TieredCompilation", plan).losses() > 0) {
                return;
            }
        }
        fail("copying before clearing went unnoticed");
    }
}
