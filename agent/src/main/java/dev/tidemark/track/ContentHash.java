package dev.tidemark.track;

import com.dynatrace.hash4j.hashing.ByteAccess;
import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import dev.tidemark.boot.BufferAccess;
import java.util.Objects;

/**
 * Hashes of page content that two processes can compare: XXH3, 64 bits, of a seed. With a seed that whoever writes the pages cannot
 * know, two contents have the same hash once in 2<sup>64</sup>. Immutable, thread-safe.
 */
public final class ContentHash {
    private static final Words WORDS = new Words();

    private final Hasher64 hasher;

    /** The hash of that seed. */
    public ContentHash(long seed) {
        hasher = Hashing.xxh3_64(seed);
    }

    /**
     * The hash of {@code length} bytes.
     *
     * @throws IndexOutOfBoundsException if the array does not have them
     */
    public long of(byte[] bytes, int from, int length) {
        Objects.checkFromIndexSize(from, length, bytes.length);
        return hasher.hashBytesToLong(bytes, from, length, WORDS);
    }

    /**
     * Reads words without the JDK method that swaps bytes for buffers. The JIT learns from all its calls together which way it
     * branches: after as many little-endian reads as a hash needs, a loop of puts into a big-endian buffer would compute both orders and
     * choose, which took it 1.5 times as long.
     */
    private static final class Words implements ByteAccess<byte[]> {
        @Override
        public byte getByte(byte[] bytes, long at) {
            return bytes[(int) at];
        }

        @Override
        public int getInt(byte[] bytes, long at) {
            return BufferAccess.littleEndianInt(bytes, at);
        }

        @Override
        public long getIntAsUnsignedLong(byte[] bytes, long at) {
            return Integer.toUnsignedLong(BufferAccess.littleEndianInt(bytes, at));
        }

        @Override
        public long getLong(byte[] bytes, long at) {
            return BufferAccess.littleEndianLong(bytes, at);
        }

        @Override
        public void copyToByteArray(byte[] bytes, long at, byte[] to, int toAt, int length) {
            System.arraycopy(bytes, (int) at, to, toAt, length);
        }
    }
}
