package dev.tidemark.it.loops;

import java.nio.ByteBuffer;

/** Buffers and an array that compiled code takes for constants. */
final class Constants {
    static final int PAGE = 4096;
    static final byte[] ARRAY = new byte[4 * PAGE];
    static final ByteBuffer HEAP = ByteBuffer.wrap(ARRAY);
    static final ByteBuffer DIRECT = ByteBuffer.allocateDirect(4 * PAGE);

    private Constants() {}

    static ByteBuffer of(ByteBuffer sample) {
        return sample.isDirect() ? DIRECT : HEAP;
    }
}
