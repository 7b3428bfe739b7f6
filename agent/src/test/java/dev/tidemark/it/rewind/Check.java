package dev.tidemark.it.rewind;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.Supplier;

/** Assertions for programs that have no test library on their class path. */
final class Check {
    private Check() {}

    static void assertTrue(boolean holds) {
        assertTrue(holds, () -> "does not hold");
    }

    static void assertTrue(boolean holds, String what) {
        assertTrue(holds, () -> what);
    }

    static void assertTrue(boolean holds, Supplier<String> what) {
        if (!holds) {
            throw new AssertionError(what.get());
        }
    }

    static void assertFalse(boolean holds) {
        assertTrue(!holds);
    }

    static void assertEquals(Object expected, Object is) {
        assertEquals(expected, is, "");
    }

    static void assertEquals(Object expected, Object is, String what) {
        assertTrue(Objects.equals(expected, is), () -> what + ": expected " + expected + ", is " + is);
    }

    static void assertArrayEquals(byte[] expected, byte[] is) {
        assertArrayEquals(expected, is, "");
    }

    static void assertArrayEquals(byte[] expected, byte[] is, String what) {
        assertTrue(Arrays.equals(expected, is), () -> what + ": differs at " + Arrays.mismatch(expected, is));
    }
}
