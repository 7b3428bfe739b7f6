package dev.tidemark.instrument.scan;

import java.io.IOException;
import java.util.Map;
import java.util.SortedSet;

/** Tells whether a JDK build writes buffers in known ways only. */
public final class BuildCheck {
    private static final String STAYS = "; coverage stays HOOKS_INCOMPLETE, see docs/COVERAGE.md";

    private BuildCheck() {}

    /**
     * Scans the running build and compares it with the list of its feature release. What the list has and the build lacks does
     * not matter: an image may have fewer modules. Takes a second or two; needs a few MiB for the while.
     *
     * @return null if nothing is new; else one line that says what, and what follows
     */
    public static String findObjection() {
        int feature = Runtime.version().feature();
        String build = "JDK build " + VerifiedBuilds.running();
        try {
            Map<String, String> known = KnownFindings.of(feature);
            if (known == null) {
                return build + " was not verified, and this agent has no list of the write paths of JDK " + feature
                        + STAYS;
            }
            SortedSet<String> findings = JdkScan.run().findings();
            findings.removeAll(known.keySet());
            return findings.isEmpty() ? null : newPaths(build, findings);
        } catch (IOException | RuntimeException e) {
            return build + " was not verified, and its classes cannot be read: " + e + STAYS;
        }
    }

    private static String newPaths(String build, SortedSet<String> findings) {
        return build + " was not verified, and " + findings.size()
                + (findings.size() == 1
                        ? " place in it that may write buffers is"
                        : " places in it that may write buffers are")
                + " not known: " + findings.first() + (findings.size() == 1 ? "" : ", …") + STAYS;
    }
}
