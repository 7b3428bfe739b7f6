package dev.tidemark.boot;

import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import jdk.internal.vm.annotation.ForceInline;
import jdk.internal.vm.annotation.Hidden;

/**
 * What rewritten application code calls instead of storing into arrays, and where it gets or gives away references to them.
 *
 * <p>Each writing method does what its namesake does, with the same results and exceptions, and then marks: after a store, and in
 * {@code finally} for everything that may fail half-way. The frames are hidden from stack traces. Helpful messages of {@link
 * NullPointerException} are the one thing that differs, because the null is met here. Where the stack is too full for the call
 * that marks, a flag is set instead, which needs no stack.
 */
public final class ArrayHooks {
    /** How deep arrays of arrays are searched. */
    private static final int MAX_DEPTH = 8;

    private ArrayHooks() {}

    /** The instruction BASTORE, which serves {@code byte[]} and {@code boolean[]} alike. */
    @ForceInline
    @Hidden
    public static void store(Object array, int index, int value) throws Throwable {
        if (array instanceof byte[] bytes) {
            bytes[index] = (byte) value;
            try {
                Hooks.storedElements(bytes, index, 1);
            } catch (Throwable e) {
                Hooks.unsure = true; // the call itself failed: a full stack
                throw e;
            }
        } else {
            ((boolean[]) array)[index] = (value & 1) != 0;
        }
    }

    /** {@code length} bytes from {@code from} on may have been written; parts outside the array were not. */
    @ForceInline
    @Hidden
    static void wrote(byte[] array, int from, int length) {
        try {
            if (array != null && from >= 0 && from < array.length && length > 0) {
                Hooks.storedElements(array, from, Math.min(length, array.length - from));
            }
        } catch (Throwable e) {
            Hooks.unsure = true;
        }
    }

    /** All of it may have been written. */
    static void wrote(byte[] array) {
        if (array != null) {
            wrote(array, 0, array.length);
        }
    }

    /** A VarHandle wrote at most 8 bytes at {@code index}. Over-marks where it only compared, or wrote fewer. */
    @ForceInline
    @Hidden
    public static void wroteView(byte[] array, int index) {
        wrote(array, index, Long.BYTES);
    }

    /** {@link System#arraycopy}. */
    @ForceInline
    @Hidden
    public static void arraycopy(Object from, int fromIndex, Object to, int toIndex, int length) {
        try {
            System.arraycopy(from, fromIndex, to, toIndex, length);
        } finally {
            try {
                if (to instanceof byte[] bytes) {
                    wrote(bytes, toIndex, length);
                }
            } catch (StackOverflowError e) {
                Hooks.unsure = true;
            }
        }
    }

    /** {@link Arrays#fill(byte[], byte)}. */
    @Hidden
    public static void fill(byte[] array, byte value) {
        try {
            Arrays.fill(array, value);
        } finally {
            try {
                wrote(array);
            } catch (StackOverflowError e) {
                Hooks.unsure = true;
            }
        }
    }

    /** {@link Arrays#fill(byte[], int, int, byte)}. */
    @Hidden
    public static void fill(byte[] array, int from, int to, byte value) {
        try {
            Arrays.fill(array, from, to, value);
        } finally {
            try {
                wrote(array, from, to - from);
            } catch (StackOverflowError e) {
                Hooks.unsure = true;
            }
        }
    }

    /** {@link Arrays#sort(byte[])}. */
    @Hidden
    public static void sort(byte[] array) {
        try {
            Arrays.sort(array);
        } finally {
            try {
                wrote(array);
            } catch (StackOverflowError e) {
                Hooks.unsure = true;
            }
        }
    }

    /** {@link Arrays#sort(byte[], int, int)}. */
    @Hidden
    public static void sort(byte[] array, int from, int to) {
        try {
            Arrays.sort(array, from, to);
        } finally {
            try {
                wrote(array, from, to - from);
            } catch (StackOverflowError e) {
                Hooks.unsure = true;
            }
        }
    }

    /** {@link Arrays#parallelSort(byte[])}. */
    @Hidden
    public static void parallelSort(byte[] array) {
        try {
            Arrays.parallelSort(array);
        } finally {
            try {
                wrote(array);
            } catch (StackOverflowError e) {
                Hooks.unsure = true;
            }
        }
    }

    /** {@link Arrays#parallelSort(byte[], int, int)}. */
    @Hidden
    public static void parallelSort(byte[] array, int from, int to) {
        try {
            Arrays.parallelSort(array, from, to);
        } finally {
            try {
                wrote(array, from, to - from);
            } catch (StackOverflowError e) {
                Hooks.unsure = true;
            }
        }
    }

    /** {@link Array#set}. */
    @Hidden
    public static void set(Object array, int index, Object value) {
        try {
            Array.set(array, index, value);
        } finally {
            try {
                if (array instanceof byte[] bytes) {
                    wrote(bytes, index, 1);
                }
            } catch (StackOverflowError e) {
                Hooks.unsure = true;
            }
        }
    }

    /** {@link Array#setByte}. */
    @Hidden
    public static void setByte(Object array, int index, byte value) {
        try {
            Array.setByte(array, index, value);
        } finally {
            try {
                if (array instanceof byte[] bytes) {
                    wrote(bytes, index, 1);
                }
            } catch (StackOverflowError e) {
                Hooks.unsure = true;
            }
        }
    }

    /** {@link ByteBuffer#array}, for code that may have it: no one is told. */
    @ForceInline
    @Hidden
    public static byte[] array(ByteBuffer buffer) {
        return buffer.hasArray() ? (byte[]) BufferAccess.array(buffer) : buffer.array();
    }

    /** Code under {@code arrays=} made an array, which nobody else has yet. Returns it. */
    @ForceInline
    @Hidden
    public static byte[] born(byte[] array) {
        Hooks.arrayBorn(array);
        return array;
    }

    /** Code outside {@code arrays=} got hold of an array. Returns it, so that the call needs no room on the stack. */
    @ForceInline
    @Hidden
    public static byte[] seen(byte[] array) {
        Hooks.arrayTaken(array);
        return array;
    }

    /** As {@link #seen}, of something that may be an array. */
    @ForceInline
    @Hidden
    public static void seenObject(Object perhaps) {
        Hooks.arrayTaken(perhaps);
    }

    /**
     * Code under {@code arrays=} gives something away to where stores are not seen.
     *
     * @param given a {@code byte[]}, or an array that may contain some; anything else is ignored
     * @param how what it does, as a clause
     */
    @Hidden
    public static void given(Object given, String how) {
        given(given, how, MAX_DEPTH);
    }

    private static void given(Object given, String how, int depth) {
        if (given instanceof byte[] array) {
            Hooks.arrayGiven(array, how);
        } else if (given instanceof Object[] several) {
            if (depth == 0) {
                Hooks.allArraysGiven(how);
                return;
            }
            for (Object each : several) {
                given(each, how, depth - 1);
            }
        }
    }

    /** Application code makes something through which any array may be written unseen. */
    public static void untraceable(String how) {
        Hooks.allArraysGiven(how);
    }

    /** A hidden class is about to be defined, and no agent can rewrite those. */
    public static void hiddenClass(byte[] bytes) {
        if (bytes != null && mentionsArrays(bytes) && HiddenClasses.areDefinedByApplication()) {
            Hooks.allArraysGiven("a hidden class that handles byte[]");
        }
    }

    /** Whether a class file may handle a {@code byte[]}: by type, or as an object through {@code System.arraycopy} and the like. */
    private static boolean mentionsArrays(byte[] classFile) {
        String text = new String(classFile, StandardCharsets.ISO_8859_1);
        return text.contains("[B")
                || text.contains("arraycopy")
                || text.contains("java/lang/reflect/")
                || text.contains("java/lang/invoke/");
    }
}
