package dev.tidemark.bench;

import java.nio.ByteBuffer;

/** A guest's interpreter in miniature: it asks a buffer for its array, and stores into that. */
final class PlainArrayCode {
    /** Bytes of one copy. */
    static final int BLOCK = 4096;

    private final byte[] memory;
    private final byte[] block = new byte[BLOCK];
    private int next;

    PlainArrayCode(ByteBuffer buffer) {
        memory = buffer.array();
    }

    /** One store, a pseudo-random address each time. */
    void scattered() {
        next = next * 1_664_525 + 1_013_904_223;
        memory[(next >>> 8) & memory.length - 1] = (byte) next;
    }

    /** Stores every byte, one after the other. */
    void all(byte value) {
        for (int i = 0; i < memory.length; i++) {
            memory[i] = (byte) (memory[i] + value);
        }
    }

    /** Copies a block to a place that changes. */
    void copy() {
        next = next + BLOCK & memory.length - 1;
        System.arraycopy(block, 0, memory, next, BLOCK);
    }
}
