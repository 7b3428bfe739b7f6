package dev.tidemark.replicate;

import java.io.IOException;

/** Takes batches of DATA frames. */
@FunctionalInterface
interface Sink {
    /** The batch may be used again afterwards. */
    void take(Batch batch) throws IOException;
}
