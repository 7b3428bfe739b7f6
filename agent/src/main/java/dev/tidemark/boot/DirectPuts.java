package dev.tidemark.boot;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import jdk.internal.misc.Unsafe;
import jdk.internal.vm.annotation.ForceInline;

/**
 * What the puts of direct buffers call: the store and its hook in one, which knows where the buffer lies. For buffers that are no view of
 * a memory segment, which someone may close. The methods are named after those of {@code Unsafe} that store. Whatever is thrown in
 * between, for want of stack mostly, the store may be done, in part or whole.
 *
 * <p>They are here and not in the rewritten methods, because what is always inlined counts as one byte against C2's budget for a method:
 * so a method with very many puts gets more of them inlined. Intrinsics count nothing, so nothing else is called where that can be.
 */
public final class DirectPuts {
    private static final Unsafe U = Unsafe.getUnsafe();
    private static final boolean BIG_ENDIAN = U.isBigEndian();

    private DirectPuts() {}

    @ForceInline
    public static void putByte(ByteBuffer buffer, long address, byte value) throws Throwable {
        try {
            U.putByte(null, address, value);
            stored(buffer, address, Byte.BYTES);
        } catch (Throwable e) {
            Hooks.unsure = true;
            throw e;
        }
    }

    @ForceInline
    public static void putCharUnaligned(ByteBuffer buffer, long address, char value, boolean bigEndian)
            throws Throwable {
        try {
            U.putCharUnaligned(null, address, bigEndian == BIG_ENDIAN ? value : Character.reverseBytes(value));
            stored(buffer, address, Character.BYTES);
        } catch (Throwable e) {
            Hooks.unsure = true;
            throw e;
        }
    }

    @ForceInline
    public static void putShortUnaligned(ByteBuffer buffer, long address, short value, boolean bigEndian)
            throws Throwable {
        try {
            U.putShortUnaligned(null, address, bigEndian == BIG_ENDIAN ? value : Short.reverseBytes(value));
            stored(buffer, address, Short.BYTES);
        } catch (Throwable e) {
            Hooks.unsure = true;
            throw e;
        }
    }

    @ForceInline
    public static void putIntUnaligned(ByteBuffer buffer, long address, int value, boolean bigEndian) throws Throwable {
        try {
            U.putIntUnaligned(null, address, bigEndian == BIG_ENDIAN ? value : Integer.reverseBytes(value));
            stored(buffer, address, Integer.BYTES);
        } catch (Throwable e) {
            Hooks.unsure = true;
            throw e;
        }
    }

    @ForceInline
    public static void putLongUnaligned(ByteBuffer buffer, long address, long value, boolean bigEndian)
            throws Throwable {
        try {
            U.putLongUnaligned(null, address, bigEndian == BIG_ENDIAN ? value : Long.reverseBytes(value));
            stored(buffer, address, Long.BYTES);
        } catch (Throwable e) {
            Hooks.unsure = true;
            throw e;
        }
    }

    /** Until here the buffer keeps its memory. */
    @ForceInline
    private static void stored(ByteBuffer buffer, long address, int bytes) throws Throwable {
        Hooks.storedThrough(buffer, address, bytes);
        Reference.reachabilityFence(buffer);
    }
}
