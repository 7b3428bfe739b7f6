package dev.tidemark.it.living;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** How much runs: a part in every build, everything with the profile {@code flags}. */
final class Matrix {
    private static final boolean WHOLE = "all".equals(System.getProperty("tidemark.flags"));

    private Matrix() {}

    /** Whether everything runs. */
    static boolean isWhole() {
        return WHOLE;
    }

    /** Skips the test in the default build unless it belongs to the part that runs there. */
    static void assumeIn(boolean part) {
        assumeTrue(part || WHOLE, "runs with the profile flags: mvn -pl agent verify -Pflags");
    }
}
