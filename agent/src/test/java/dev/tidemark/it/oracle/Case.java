package dev.tidemark.it.oracle;

import java.util.List;
import java.util.Set;

/**
 * A row of the oracle's table: an operation, run once for each kind of memory, byte order and alignment.
 *
 * @param name unique in its group, stable
 * @param apis methods of the JDK that it exercises; each must be called by it
 * @param kinds what it is run on
 * @param shapes in how many ways
 * @param exact the operation tells what it touches ({@link Target#touched}), and just those pages must be marked
 * @param mustWrite a run of it that changes no byte on any kind of memory proves nothing and is a failure
 */
record Case(
        String name,
        Operation operation,
        List<Api> apis,
        Set<Kind> kinds,
        Shapes shapes,
        boolean exact,
        boolean mustWrite) {
    /** How often a case runs on each kind of memory. */
    enum Shapes {
        /** Both byte orders, aligned and not: four times. */
        ALL,
        /** Aligned and not: twice. */
        PLACES,
        /** Once, at any place. */
        ONE
    }

    /** Just the pages that the operation names are marked. */
    static Case exact(String name, Operation operation, Api... apis) {
        return new Case(name, operation, List.of(apis), Kind.BUFFERS, Shapes.ALL, true, true);
    }

    /** All pages that changed are marked; the others that are marked too are counted. */
    static Case loose(String name, Operation operation, Api... apis) {
        return new Case(name, operation, List.of(apis), Kind.BUFFERS, Shapes.PLACES, false, true);
    }

    Case on(Set<Kind> only) {
        return new Case(name, operation, apis, only, shapes, exact, mustWrite);
    }

    Case shapes(Shapes ways) {
        return new Case(name, operation, apis, kinds, ways, exact, mustWrite);
    }

    /** It may write nothing: because it fails before, or on one JDK and not on another. */
    Case mayWriteNothing() {
        return new Case(name, operation, apis, kinds, shapes, exact, false);
    }
}
