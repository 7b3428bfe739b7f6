package dev.tidemark.stress.soak;

import java.nio.ByteBuffer;

/**
 * Loops that write index 8 of one page for as long as a burst lasts, with nothing inside that stops a compiler: no volatile
 * access, no call that is not inlined. These are the shapes in which marks made by plain memory accesses were seen to leave
 * the loop. One method each, and one kind of buffer per JVM, so that no profile is shared.
 */
enum HotLoop {
    /** {@code putLong(8, x)} with arithmetic around it. */
    LONG {
        @Override
        long burst(ByteBuffer page, int[] work, long times) {
            long x = 1;
            for (long i = 0; i < times; i++) {
                x = x * 31 + i;
                page.putLong(8, x);
                x ^= x >>> 7;
            }
            return x;
        }
    },
    /** {@code putInt(8, x)} with arithmetic around it. */
    INT {
        @Override
        long burst(ByteBuffer page, int[] work, long times) {
            long x = 1;
            for (long i = 0; i < times; i++) {
                x = x * 31 + i;
                page.putInt(8, (int) x);
                x ^= x >>> 7;
            }
            return x;
        }
    },
    /** {@code put(8, (byte) x)}. */
    BYTE {
        @Override
        long burst(ByteBuffer page, int[] work, long times) {
            long x = 1;
            for (long i = 0; i < times; i++) {
                x = x * 31 + i;
                page.put(8, (byte) x);
                x ^= x >>> 7;
            }
            return x;
        }
    },
    /** {@code putLong(8, x)} with work on an {@code int[]} around it. */
    LONG_AND_INTS {
        @Override
        long burst(ByteBuffer page, int[] work, long times) {
            long x = 1;
            for (long i = 0; i < times; i++) {
                x = x * 31 + work[(int) i & 63];
                page.putLong(8, x);
                x ^= x >>> 7;
                work[(int) x & 63] = (int) x;
            }
            return x;
        }
    };

    /** Writes {@code times} values. The result only keeps the arithmetic alive. */
    abstract long burst(ByteBuffer page, int[] work, long times);
}
