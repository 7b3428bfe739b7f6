package dev.tidemark.boot;

import java.nio.ByteBuffer;
import java.util.Optional;
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
    /** How far behind a buffer's position a method that succeeded is trusted not to have written. */
    private static final int SLACK = 4096;

    /** Arrays at least this long are watched from their allocation on, whatever {@link #minimum} is: 256 KiB. */
    public static final int WATCHED_LENGTH = 256 << 10;

    /** A write may have gone unmarked. Set by rewritten code, cleared by the tracker. */
    public static volatile boolean unsure;

    /** How many hook calls failed; racy, so it may count too few. */
    public static int failures;

    /** Buffers from this capacity on are reported to the listener; more than any buffer has: none are. Set by {@link #reportFrom}. */
    public static volatile long minimum = Long.MAX_VALUE;

    /**
     * Arrays from this length on are watched, see {@link #arrayTaken}. Plain, so that code that asks for arrays in a loop need not
     * read it each time. It only ever sinks, and does so before {@link #minimum} is set: whoever got a buffer that the smaller
     * length is about has read {@link #minimum} since, or got the buffer from a thread that has.
     */
    private static int watchedLength = WATCHED_LENGTH;

    /** Something may have been handed out that the listener did not hear of. Set by hooks, cleared by the tracker. */
    public static volatile boolean exposureUnsure;

    /** Null until the agent is up. */
    public static volatile MemoryListener listener;

    /**
     * Told when a read of a channel ended, by the thread that read. Null, except while threads may be inside reads that began
     * before the hooks came.
     */
    public static volatile Runnable readDone;

    /** Registers the agent's beans; null if there are none, or no more. */
    public static volatile Runnable beans;

    private Hooks() {}

    /** Buffers of at least {@code bytes} bytes are reported from now on; {@link Long#MAX_VALUE} for none. */
    public static synchronized void reportFrom(long bytes) {
        watchedLength = (int) Math.min(watchedLength, bytes);
        minimum = bytes;
    }

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

    /** {@code bytes} bytes were stored at an address within a direct buffer. */
    @ForceInline
    static void storedThrough(ByteBuffer direct, long address, long bytes) throws Throwable {
        try {
            Barrier.storedThrough(direct, address, bytes);
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

    /** Position of a buffer before a method that writes it; 0 for the null that the method will refuse itself. */
    public static int position(ByteBuffer buffer) {
        return buffer == null ? 0 : buffer.position();
    }

    /**
     * A method wrote {@code buffer} from {@code from} up to its position. Code behind it may have scribbled a little further (zlib
     * copies in chunks, ciphers strip padding): {@value #SLACK} bytes are marked too, up to the limit.
     */
    public static void filled(ByteBuffer buffer, int from) throws Throwable {
        if (buffer != null) {
            int to = Math.min(buffer.limit(), buffer.position() + SLACK);
            storedBuffer(buffer, from, to - from);
        }
    }

    /** A method that writes {@code buffer} from {@code from} on failed, and may have written anything up to the limit. */
    public static void fillFailed(ByteBuffer buffer, int from) throws Throwable {
        if (buffer != null) {
            storedBuffer(buffer, from, buffer.limit() - from);
        }
    }

    /** As {@link #fillFailed}, for ciphers: JDK 25 zeroes bytes before the position too when an AES/GCM tag is wrong. */
    public static void cipherFailed(ByteBuffer buffer, int from) throws Throwable {
        fillFailed(buffer, 0);
    }

    /**
     * The system read {@code count} bytes into {@code buffer}, whose position was not moved yet.
     *
     * @param count negative for end of file and the like
     * @param unbuffered direct I/O, which may write more than it tells
     */
    public static void received(long count, ByteBuffer buffer, boolean unbuffered) throws Throwable {
        int from = buffer.position();
        storedBuffer(buffer, from, unbuffered ? buffer.limit() - from : (int) Math.max(count, 0));
        readEnded();
    }

    /** As {@link #received}, for {@code length} buffers from index {@code offset} on, filled one after the other. */
    public static void scattered(long count, ByteBuffer[] buffers, int offset, int length, boolean unbuffered)
            throws Throwable {
        long left = count;
        for (int i = offset; i < offset + length && (left > 0 || unbuffered); i++) {
            int room = buffers[i].remaining();
            received(Math.min(left, room), buffers[i], unbuffered);
            left -= room;
        }
        readEnded();
    }

    private static void readEnded() {
        Runnable told = readDone;
        try {
            if (told != null) {
                told.run();
            }
        } catch (RuntimeException | LinkageError | VirtualMachineError e) {
            failures++;
        }
    }

    /** Someone asked for the platform's MBean server. */
    public static void mbeanServerAsked() {
        Runnable told = beans;
        try {
            if (told != null) {
                told.run();
            }
        } catch (RuntimeException | LinkageError | VirtualMachineError e) {
            failures++;
        }
    }

    /** A buffer was allocated. */
    @ForceInline
    public static void allocated(ByteBuffer buffer) {
        int capacity = buffer.capacity();
        if (capacity >= WATCHED_LENGTH || capacity >= minimum) {
            report(buffer);
        }
    }

    private static void report(ByteBuffer buffer) {
        MemoryListener told = listener;
        try {
            if (told == null || buffer.isReadOnly()) {
                return;
            }
            if (BufferAccess.array(buffer) != null) {
                told.arrayAllocated(buffer);
            }
            if (buffer.capacity() >= minimum) {
                told.allocated(buffer);
            }
        } catch (RuntimeException | LinkageError | VirtualMachineError e) {
            failures++; // the buffer stays untracked; the bean tells of it
        }
    }

    /** An array was written that the barrier seeks and does not know. */
    static void found(byte[] array) {
        MemoryListener told = listener;
        try {
            if (told != null) {
                told.found(array);
            }
        } catch (RuntimeException | LinkageError | VirtualMachineError e) {
            failures++; // the array stays untracked; its next write tries again
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

    /**
     * The array behind a heap buffer is about to be handed out, or handed in by someone who has it. Called by rewritten JDK code
     * in {@code ByteBuffer.array()} and the like, and at the points where an array leaves rewritten application code. Costs a
     * compare if the array is short.
     *
     * @param array a {@code byte[]}; anything else, null included, is ignored
     * @throws UnsupportedOperationException if the agent's {@code escape} option refuses that
     */
    @ForceInline
    public static void arrayTaken(Object array) {
        if (array instanceof byte[] bytes && bytes.length >= watchedLength) {
            watchedArrayTaken(bytes);
        }
    }

    /** As {@link #arrayTaken}, for what {@code heapBase()} returns. */
    public static void heapBaseTaken(Optional<?> base) {
        arrayTaken(base.orElse(null));
    }

    private static void watchedArrayTaken(byte[] array) {
        MemoryListener told = listener;
        String refusal = null;
        try {
            refusal = told == null ? null : told.arrayTaken(array);
        } catch (RuntimeException | LinkageError | VirtualMachineError e) {
            exposureUnsure = true;
            failures++;
        }
        if (refusal != null) {
            throw new UnsupportedOperationException(refusal);
        }
    }

    /**
     * As {@link #arrayTaken}, where code whose stores are seen hands the array to some that is not: {@code how} says to whom.
     *
     * @throws UnsupportedOperationException if the agent's {@code escape} option refuses that
     */
    static void arrayGiven(byte[] array, String how) {
        if (array.length < watchedLength) {
            return;
        }
        MemoryListener told = listener;
        String refusal = null;
        try {
            refusal = told == null ? null : told.arrayGiven(array, how);
        } catch (RuntimeException | LinkageError | VirtualMachineError e) {
            exposureUnsure = true;
            failures++;
        }
        if (refusal != null) {
            throw new UnsupportedOperationException(refusal);
        }
    }

    /** An array was allocated, and only code whose stores are seen has it. Costs a compare if it is short. */
    @ForceInline
    static void arrayBorn(byte[] array) {
        if (array.length >= watchedLength) {
            watchedArrayBorn(array);
        }
    }

    private static void watchedArrayBorn(byte[] array) {
        MemoryListener told = listener;
        try {
            if (told != null) {
                told.arrayBorn(array);
            }
        } catch (RuntimeException | LinkageError | VirtualMachineError e) {
            failures++; // a buffer of it counts as handed out
        }
    }

    /** As {@link #arrayGiven}, of all arrays there are and will be. */
    static void allArraysGiven(String how) {
        MemoryListener told = listener;
        String refusal = null;
        try {
            refusal = told == null ? null : told.allArraysGiven(how);
        } catch (RuntimeException | LinkageError | VirtualMachineError e) {
            exposureUnsure = true;
            failures++;
        }
        if (refusal != null) {
            throw new UnsupportedOperationException(refusal);
        }
    }
}
