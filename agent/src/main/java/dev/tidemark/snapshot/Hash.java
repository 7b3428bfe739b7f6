package dev.tidemark.snapshot;

import java.util.Arrays;
import java.util.HexFormat;

/** A SHA-256. Immutable; the array must not be changed. */
record Hash(byte[] bytes) {
    /** No hash: all zero. */
    static final Hash NONE = new Hash(new byte[SnapshotFormat.HASH_BYTES]);

    boolean isNone() {
        return equals(NONE);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Hash hash && Arrays.equals(bytes, hash.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** The first 16 of 64 digits. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes, 0, 8);
    }
}
