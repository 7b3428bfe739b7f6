package dev.tidemark.zstd;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The only door to zstd-jni, which users put on the class path if they want it. Thread-safe. */
public final class Zstd {
    public static final int MAX_LEVEL = 22;

    private static final boolean PRESENT = isOnClassPath();

    private Zstd() {}

    /** Whether the library is there; if not, the other methods must not be called. */
    public static boolean isPresent() {
        return PRESENT;
    }

    /** One line for an error: what needs the library, and how to get it. */
    public static String missing(String purpose) {
        return purpose + " needs zstd-jni, which is not on the class path: add com.github.luben:zstd-jni 1.5 to it";
    }

    /** Most bytes that compressing {@code length} bytes can take. */
    public static int bound(int length) {
        return (int) com.github.luben.zstd.Zstd.compressBound(length);
    }

    /**
     * Compresses all of {@code from} to {@code into}, both direct; positions move on.
     *
     * @param level 1 to {@value #MAX_LEVEL}
     */
    public static void compress(ByteBuffer from, ByteBuffer into, int level) {
        com.github.luben.zstd.Zstd.compress(into, from, level);
    }

    /**
     * Decompresses {@code from} to {@code into}, both direct, never beyond its limit. Takes no memory that what is in {@code from} could size.
     *
     * @throws IOException if the frame is damaged or has another size than {@code into} has room
     */
    public static void decompress(ByteBuffer from, ByteBuffer into) throws IOException {
        int expected = into.remaining();
        int got;
        try {
            got = com.github.luben.zstd.Zstd.decompress(into, from);
        } catch (RuntimeException e) {
            throw new IOException("a zstd frame is damaged: " + e.getMessage(), e);
        }
        if (got != expected) {
            throw new IOException("a zstd frame holds " + got + " bytes where " + expected + " were due");
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
