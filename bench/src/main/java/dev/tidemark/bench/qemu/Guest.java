package dev.tidemark.bench.qemu;

import java.io.Closeable;
import java.io.IOException;

/** A guest that does the same again and again. All pages are checked after each of its steps. */
interface Guest extends Closeable {
    /** Steps until it begins anew. */
    int steps();

    /** How many steps are migrated together, in a look that takes nothing; divides {@link #steps}. */
    int stepsPerMigration();

    /** Does step {@code step}, counted from 0. */
    void step(int step) throws IOException;
}
