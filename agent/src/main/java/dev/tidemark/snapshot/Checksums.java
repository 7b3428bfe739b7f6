package dev.tidemark.snapshot;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.zip.CRC32C;

/** CRC32C and SHA-256 as the format uses them. */
final class Checksums {
    /** CRC32C's polynomial, bits reversed. */
    private static final int POLYNOMIAL = 0x82F63B78;

    private Checksums() {}

    /** CRC32C of the buffer's remaining bytes; the buffer is left as it was. */
    static int crc(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate());
        return (int) crc.getValue();
    }

    /**
     * What turns the CRC of some bytes, with {@code length} bytes behind them, into a part of the CRC of all: CRC32C(a, b) is
     * {@code after(length).of(CRC32C(a)) ^ CRC32C(b)}.
     */
    static After after(int length) {
        return new After(length);
    }

    /** The product of two polynomials mod P, whose bits are reversed: the highest bit of an int is 1, the lowest x^31. */
    private static int product(int a, int b) {
        int sum = 0;
        int shifted = b;
        for (int bit = a; bit != 0; bit <<= 1) {
            sum ^= shifted & bit >> 31;
            shifted = shifted >>> 1 ^ POLYNOMIAL & -(shifted & 1);
        }
        return sum;
    }

    /** Bytes that follow: multiplies by x^(8 * length) mod P. By table, for it is done for every page. 4 KiB, immutable. */
    static final class After {
        private static final int BYTES = 4;

        private final int length;
        private final int[] table = new int[BYTES << 8];

        private After(int length) {
            this.length = length;
            int factor = 1 << 31;
            int square = 1 << 23; // x^8
            for (int left = length; left != 0; left >>>= 1) {
                factor = (left & 1) == 0 ? factor : product(factor, square);
                square = product(square, square);
            }
            for (int i = 0; i < BYTES; i++) {
                for (int value = 0; value < 256; value++) {
                    table[i << 8 | value] = product(factor, value << 8 * i);
                }
            }
        }

        int length() {
            return length;
        }

        int of(int crc) {
            return table[crc & 255]
                    ^ table[256 | crc >>> 8 & 255]
                    ^ table[512 | crc >>> 16 & 255]
                    ^ table[768 | crc >>> 24];
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /**
     * Where a single flipped bit makes the difference between two CRCs of {@code length} bytes: the index of its byte, {@code
     * length} to {@code length + 3} if it is in the stored CRC that follows, or -1 if more than one bit is wrong. A flip of bit
     * <i>k</i> from the end changes the CRC by x^(k+32) mod P, so walking <i>k</i> finds it; 2 MiB take some 40 ms.
     */
    static long flippedByte(int stored, int actual, long length) {
        int difference = stored ^ actual;
        if (Integer.bitCount(difference) == 1) {
            return length + 3 - Integer.numberOfTrailingZeros(difference) / 8;
        }
        int effect = POLYNOMIAL;
        for (long bit = 0; bit < length * 8; bit++) {
            if (effect == difference) {
                return length - 1 - bit / 8;
            }
            effect = effect >>> 1 ^ POLYNOMIAL & -(effect & 1);
        }
        return -1;
    }
}
