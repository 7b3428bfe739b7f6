package dev.tidemark.replicate;

import java.io.IOException;

/** Takes payloads of DATA frames. The {@value Protocol#FRAME_HEAD} bytes before a payload may be overwritten. */
@FunctionalInterface
interface Sink {
    /** The array may be used again afterwards. */
    void data(byte[] bytes, int at, int length) throws IOException;
}
