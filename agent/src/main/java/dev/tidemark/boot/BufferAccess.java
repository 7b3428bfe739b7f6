package dev.tidemark.boot;

import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import jdk.internal.misc.Unsafe;
import jdk.internal.util.ArraysSupport;
import jdk.internal.vm.annotation.ForceInline;

/** Reads the private fields that tell where a buffer's bytes are, and raw memory. The same fields on JDK 17 to 25. */
public final class BufferAccess {
    private static final Unsafe U = Unsafe.getUnsafe();
    private static final long ADDRESS = U.objectFieldOffset(Buffer.class, "address");
    private static final long CAPACITY = U.objectFieldOffset(Buffer.class, "capacity");
    private static final long SEGMENT = U.objectFieldOffset(Buffer.class, "segment");
    private static final long ARRAY = U.objectFieldOffset(ByteBuffer.class, "hb");
    private static final long FILE = U.objectFieldOffset(MappedByteBuffer.class, "fd");
    private static final long ATTACHMENT = attachmentOffset();
    private static final boolean BIG_ENDIAN = U.isBigEndian();

    /**
     * Offset of element 0 of a {@code byte[]}, as Unsafe counts it: 12 to 24, by JVM and flags. Asked of a heap buffer, whose
     * address it is, because Unsafe's own constant changed its type from int to long between JDK 17 and 25.
     */
    public static final int ARRAY_BASE = (int) U.getLong(ByteBuffer.allocate(1), ADDRESS);

    private BufferAccess() {}

    /** The array behind a heap buffer, read-only ones included; null for others. */
    @ForceInline
    public static Object array(ByteBuffer buffer) {
        return U.getReference(buffer, ARRAY);
    }

    /** Index 0 of the buffer: an address, or for heap buffers the offset in the array as Unsafe counts it. */
    @ForceInline
    public static long address(ByteBuffer buffer) {
        return U.getLong(buffer, ADDRESS);
    }

    /** The buffer's capacity, by an intrinsic instead of a call: see {@link DirectPuts}. */
    @ForceInline
    static int capacity(ByteBuffer buffer) {
        return U.getInt(buffer, CAPACITY);
    }

    /** A buffer over a part of an array. Here, because {@code wrap} tells on everyone but the JDK and this package. */
    public static ByteBuffer wrap(byte[] array, int offset, int length) {
        return ByteBuffer.wrap(array, offset, length).slice();
    }

    /** The memory segment that the buffer is a view of, or null. */
    public static Object segment(ByteBuffer buffer) {
        return U.getReference(buffer, SEGMENT);
    }

    /** What a direct buffer keeps alive: the buffer it is a view of, or null if it owns its memory. */
    public static Object attachment(ByteBuffer direct) {
        return U.getReference(direct, ATTACHMENT);
    }

    /** Whether a direct buffer is a mapped file, or a view of one. */
    public static boolean isMapped(ByteBuffer direct) {
        return U.getReference(direct, FILE) != null;
    }

    /** What a scope that nobody closes keeps alive, for example the buffer that a segment was made of; null if nothing is known. */
    public static Object keptAliveBy(Object scope) {
        try {
            return U.getReference(scope, U.objectFieldOffset(scope.getClass(), "ref"));
        } catch (InternalError e) {
            return null; // no such field
        }
    }

    /** Four bytes of an array, the lowest first. Nothing is checked. */
    @ForceInline
    public static int littleEndianInt(byte[] array, long index) {
        int word = U.getIntUnaligned(array, ARRAY_BASE + index);
        return BIG_ENDIAN ? Integer.reverseBytes(word) : word;
    }

    /** Eight bytes of an array, the lowest first. Nothing is checked. */
    @ForceInline
    public static long littleEndianLong(byte[] array, long index) {
        long word = U.getLongUnaligned(array, ARRAY_BASE + index);
        return BIG_ENDIAN ? Long.reverseBytes(word) : word;
    }

    /** Copies bytes from native memory, which the caller knows to be alive. */
    public static void copyFromMemory(long address, byte[] to, int at, int length) {
        U.copyMemory(null, address, to, ARRAY_BASE + at, length);
    }

    /** Copies bytes between native memory, which the caller knows to be alive. Leaves no mark. */
    public static void copyMemory(long from, long to, int length) {
        U.copyMemory(null, from, null, to, length);
    }

    /**
     * The first index from 0 on at which native memory, which the caller knows to be alive, differs from the array's bytes from {@code
     * at} on; -1 if none does.
     */
    public static int mismatch(long address, byte[] with, int at, int length) {
        int rest = ArraysSupport.vectorizedMismatch(null, address, with, ARRAY_BASE + at, length, 0);
        if (rest >= 0) {
            return rest;
        }
        for (int i = length - ~rest; i < length; i++) {
            if (U.getByte(address + i) != with[at + i]) {
                return i;
            }
        }
        return -1;
    }

    /** Copies bytes to native memory, which the caller knows to be alive. Leaves no mark: the caller does. */
    public static void copyToMemory(byte[] from, int at, long address, int length) {
        U.copyMemory(from, ARRAY_BASE + at, null, address, length);
    }

    private static long attachmentOffset() {
        try {
            return U.objectFieldOffset(Class.forName("java.nio.DirectByteBuffer"), "att");
        } catch (ClassNotFoundException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
