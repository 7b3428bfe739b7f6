package dev.tidemark.bench.start;

import java.nio.ByteBuffer;

/** Allocates 64 MiB, which Tidemark tracks by itself, and writes a long to each 4 KiB. */
public final class LargeBufferProgram {
    private static final int BYTES = 64 << 20;
    private static final int PAGE = 4096;

    private LargeBufferProgram() {}

    /** Takes no arguments. */
    public static void main(String[] args) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BYTES);
        for (int at = 0; at < BYTES; at += PAGE) {
            buffer.putLong(at, at + 1);
        }
        System.out.println(buffer.getLong(BYTES - PAGE));
    }
}
