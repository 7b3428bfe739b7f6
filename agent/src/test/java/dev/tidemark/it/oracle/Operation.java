package dev.tidemark.it.oracle;

/** One way to write memory. */
@FunctionalInterface
interface Operation {
    /** Writes; throws only if something is wrong with the case. */
    void run(Target target) throws Throwable;
}
