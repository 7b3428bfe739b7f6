package dev.tidemark.boot;

import java.nio.ByteBuffer;
import jdk.internal.vm.annotation.ForceInline;

/**
 * The methods that rewritten JDK code calls, one call per write.
 *
 * <p><b>Errors.</b> The store is done when its hook runs, so a hook that fails leaves a write without a mark. It then sets
 * {@link #unsure}, and the next look or harvest takes every region for dirty throughout: over-marking is allowed,
 * under-marking never. What fails inside a hook stays inside. Only when the stack is too full to make the call at all, the
 * error comes from the call itself; the rewritten code sets the flag then too, which needs no stack, and lets the {@link
 * StackOverflowError} pass, as the next call of the application would have thrown it.
 */
public final class Hooks {
    /** A write may have gone unmarked. Set by rewritten code, cleared by the tracker. */
    public static volatile boolean unsure;

    /** How many hook calls failed; racy, so it may count too few. */
    public static int failures;

    /** Buffers from this capacity on are reported to the listener; more than any buffer has: none are. */
    public static volatile long minimum = Long.MAX_VALUE;

    /** Null until the agent is up. */
    public static volatile MemoryListener listener;

    private Hooks() {}

    /** {@code bytes} bytes were stored at {@code offset} of {@code base}, or at the address {@code offset} if base is null. */
    @ForceInline
    public static void stored(Object base, long offset, long bytes) throws Throwable {
        try {
            Barrier.stored(base, offset, bytes);
        } catch (RuntimeException | LinkageError | VirtualMachineError e) {
            unsure = true;
            failures++;
        }
    }

    /** {@code count} elements of {@code array} were stored from {@code index} on. */
    @ForceInline
    public static void storedElements(byte[] array, int index, int count) throws Throwable {
        stored(array, BufferAccess.ARRAY_BASE + (long) index, count);
    }

    /** {@code bytes} bytes were stored at {@code index} of {@code buffer}. */
    @ForceInline
    public static void storedBuffer(ByteBuffer buffer, int index, int bytes) throws Throwable {
        stored(BufferAccess.array(buffer), BufferAccess.address(buffer) + index, bytes);
    }

    /** {@code lanes} vector lanes were stored at {@code index} of {@code buffer}. */
    @ForceInline
    public static void storedVector(Class<?> laneType, int lanes, ByteBuffer buffer, int index) throws Throwable {
        stored(BufferAccess.array(buffer), BufferAccess.address(buffer) + index, vectorBytes(laneType, lanes));
    }

    /** Bytes of {@code lanes} vector lanes of a primitive type. */
    public static long vectorBytes(Class<?> laneType, int lanes) {
        if (laneType == byte.class) {
            return lanes;
        }
        return lanes * (laneType == short.class ? 2L : laneType == int.class || laneType == float.class ? 4L : 8L);
    }

    /** A buffer was allocated. */
    @ForceInline
    public static void allocated(ByteBuffer buffer) {
        if (buffer.capacity() >= minimum) {
            report(buffer);
        }
    }

    private static void report(ByteBuffer buffer) {
        MemoryListener told = listener;
        try {
            if (told != null && !buffer.isReadOnly()) {
                told.allocated(buffer);
            }
        } catch (RuntimeException | LinkageError | VirtualMachineError e) {
            failures++; // the buffer stays untracked; the tracker has said why
        }
    }

    /** Native memory is about to be freed. */
    public static void freeing(long address, long byteSize) {
        MemoryListener told = listener;
        try {
            if (told != null && address != 0) {
                told.freeing(address, byteSize);
            }
        } catch (RuntimeException | LinkageError | VirtualMachineError e) {
            failures++;
        }
    }
}
