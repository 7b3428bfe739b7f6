package dev.tidemark.track;

import com.dynatrace.hash4j.hashing.ByteAccess;
import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import dev.tidemark.boot.BufferAccess;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * Hashes blocks of a region's memory: XXH3, 64 bits, with a seed that each JVM draws anew.
 *
 * <p>Memory that goes away meanwhile makes {@link #hash} return false; it never crashes the JVM, because native memory is copied
 * out in parts of at most {@value #PART} bytes, or one block, each under the lock that whoever frees the memory takes first. Heap
 * arrays are read where they are.
 *
 * <p>One thread at a time.
 */
final class PageHasher implements PageContent {
    private static final int PART = 64 << 10;

    private final RegionMemory memory;
    private final int blockShift;
    private byte[] part;

    /** @param blockShift log2 of the block size: 0 to 21 */
    PageHasher(RegionMemory memory, int blockShift) {
        this.memory = memory;
        this.blockShift = blockShift;
    }

    @Override
    public boolean hash(long first, int count, long[] into) {
        if (memory.isHeap()) {
            return hashArray(first, count, into);
        }
        try {
            return hashCopies(first, count, into);
        } catch (RuntimeException | InternalError e) {
            // An arena of another thread, a scope without a segment, a mapped file that was cut short. The JVM throws
            // the error for
            // that last one somewhat later than the read, mostly still in here.
            return false;
        }
    }

    private boolean hashArray(long first, int count, long[] into) {
        byte[] array = memory.array();
        if (array == null) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            long offset = first + i << blockShift;
            into[i] = Xxh3.hash(array, memory.arrayIndex(offset), length(offset));
        }
        return true;
    }

    private boolean hashCopies(long first, int count, long[] into) {
        if (part == null) {
            part = new byte[Math.max(PART, 1 << blockShift)];
        }
        int blocksPerPart = part.length >>> blockShift;
        for (int done = 0; done < count; done += blocksPerPart) {
            int blocks = Math.min(blocksPerPart, count - done);
            long offset = first + done << blockShift;
            int bytes = (blocks - 1 << blockShift) + length(offset + ((long) blocks - 1 << blockShift));
            if (!memory.read(offset, part, 0, bytes)) {
                return false;
            }
            for (int i = 0; i < blocks; i++) {
                int at = i << blockShift;
                into[done + i] = Xxh3.hash(part, at, Math.min(1 << blockShift, bytes - at));
            }
        }
        return true;
    }

    private int length(long offset) {
        return (int) Math.min(1L << blockShift, memory.byteSize() - offset);
    }

    /** Loaded when it is needed, which for most programs is never. Thread-safe. */
    static final class Xxh3 implements ByteAccess<byte[]> {
        private static final Hasher64 HASHER = Hashing.xxh3_64(new SplittableRandom().nextLong());
        private static final Xxh3 WORDS = new Xxh3();

        /** @throws IndexOutOfBoundsException if the array does not have these bytes */
        static long hash(byte[] bytes, int from, int length) {
            return hash(HASHER, bytes, from, length);
        }

        /**
         * Reads words without the JDK method that swaps bytes for buffers, as the library does. The JIT learns from all its calls
         * together which way it branches: after as many little-endian reads as a hash needs, a loop of puts into a big-endian
         * buffer would compute both orders and choose, which took it 1.5 times as long.
         */
        static long hash(Hasher64 hasher, byte[] bytes, int from, int length) {
            Objects.checkFromIndexSize(from, length, bytes.length);
            return hasher.hashBytesToLong(bytes, from, length, WORDS);
        }

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
