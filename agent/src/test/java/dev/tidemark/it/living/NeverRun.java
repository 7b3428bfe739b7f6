package dev.tidemark.it.living;

/** Loaded, and never executed: a coverage tool must not list it. */
final class NeverRun {
    private NeverRun() {}

    static int one() {
        return 1;
    }
}
