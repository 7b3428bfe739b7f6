package dev.tidemark.rewind;

import java.util.Arrays;

/** Compares pages. */
final class Contents {
    /** As many as are compared with at once. */
    private static final byte[] ZEROES = new byte[4096];

    private Contents() {}

    /** Whether {@code [from, end)} is what the copy holds; null holds zeroes. */
    static boolean equal(PageCopy copy, byte[] bytes, int from, int end) {
        return copy == null ? isZero(bytes, from, end) : Arrays.equals(copy.bytes, 0, end - from, bytes, from, end);
    }

    static boolean isZero(byte[] bytes, int from, int end) {
        for (int at = from; at < end; at += ZEROES.length) {
            int count = Math.min(ZEROES.length, end - at);
            if (!Arrays.equals(ZEROES, 0, count, bytes, at, at + count)) {
                return false;
            }
        }
        return true;
    }
}
