package dev.tidemark.instrument.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The classes of the JDK that runs hold just those stores that are known. A build that adds a path fails here. */
class JdkScanIT {
    private static final int JDK = Runtime.version().feature();

    @Test
    void everyFindingIsKnownAndNoneIsStale() throws IOException {
        long start = System.nanoTime();
        JdkScan.Result scan = JdkScan.run();
        System.out.println("scan of JDK " + VerifiedBuilds.running() + ": " + scan.classes() + " classes, "
                + scan.findings().size() + " findings, " + (System.nanoTime() - start) / 1_000_000 + " ms");
        Map<String, String> known = KnownFindings.of(JDK);
        assertEquals(
                Set.of(), without(scan.findings(), known.keySet()), "new: look at each, then list it with its reason");
        if (VerifiedBuilds.isVerified()) { // the lists were made of these; another image may have fewer modules
            assertEquals(Set.of(), without(known.keySet(), scan.findings()), "gone: take them off the list");
        }
        assertTrue(scan.classes() > 10_000, "too few classes");
        assertTrue(scan.findings().size() > 1_000, "too few findings");
    }

    @Test
    void theAgentHasNoObjectionToThisBuild() {
        assertNull(BuildCheck.findObjection());
    }

    private static Set<String> without(Set<String> these, Set<String> those) {
        Set<String> rest = new TreeSet<>(these);
        rest.removeAll(those);
        return rest;
    }
}
