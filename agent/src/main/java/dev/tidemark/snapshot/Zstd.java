package dev.tidemark.snapshot;

import java.nio.ByteBuffer;

/** The only door to zstd-jni, which users put on the class path if they want it. Thread-safe. */
final class Zstd {
    private static final boolean PRESENT = isOnClassPath();

    private Zstd() {}

    /**
     * Does nothing where the library is there.
     *
     * @throws SnapshotException that says how to get it
     */
    static void require(String purpose) throws SnapshotException {
        if (!PRESENT) {
            throw new SnapshotException(purpose + " needs zstd-jni, which is not on the class path: add"
                    + " com.github.luben:zstd-jni 1.5 to it");
        }
    }

    static boolean isPresent() {
        return PRESENT;
    }

    /** Most bytes that compressing {@code length} bytes can take. */
    static int bound(int length) {
        return (int) com.github.luben.zstd.Zstd.compressBound(length);
    }

    /** Compresses all of {@code from} to {@code into}, both direct; positions move on. */
    static void compress(ByteBuffer from, ByteBuffer into, int level) {
        com.github.luben.zstd.Zstd.compress(into, from, level);
    }

    /**
     * Decompresses {@code from} to {@code into}, both direct, never beyond its limit.
     *
     * @throws SnapshotException if the frame is damaged or has another size
     */
    static void decompress(ByteBuffer from, ByteBuffer into) throws SnapshotException {
        int expected = into.remaining();
        try {
            int got = com.github.luben.zstd.Zstd.decompress(into, from);
            SnapshotFormat.require(got == expected, "a zstd frame holds " + got + " bytes, its run has " + expected);
        } catch (RuntimeException e) {
            throw new SnapshotException("a zstd frame is damaged: " + e.getMessage(), e);
        }
    }

    private static boolean isOnClassPath() {
        try {
            Class.forName("com.github.luben.zstd.Zstd", false, Zstd.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }
}
