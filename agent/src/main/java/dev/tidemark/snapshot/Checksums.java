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
