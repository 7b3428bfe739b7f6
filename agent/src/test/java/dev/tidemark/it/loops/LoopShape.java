package dev.tidemark.it.loops;

import java.nio.ByteBuffer;

/**
 * Loops that write one page over and over, with nothing in them that stops a compiler: no volatile access, no call that is not
 * inlined. Each leaves a value at {@link #PROGRESS} that changes with every round, in the same page or the one behind it. One
 * method each, and one shape per JVM, so that no profile is shared.
 */
enum LoopShape {
    /** A long at one place, with arithmetic around it. */
    LONG {
        @Override
        long burst(ByteBuffer page, int[] work, int times) {
            long x = times;
            for (int i = 0; i < times; i++) {
                x = x * 31 + i;
                page.putLong(PROGRESS, x);
                x ^= x >>> 7;
            }
            return x;
        }
    },
    /** The same in a loop that counts with a long, which has a safepoint poll in every round. */
    LONG_COUNTED_BY_LONG {
        @Override
        long burst(ByteBuffer page, int[] work, int times) {
            long x = times;
            for (long i = 0; i < times; i++) {
                x = x * 31 + i;
                page.putLong(PROGRESS, x);
                x ^= x >>> 7;
            }
            return x;
        }
    },
    /** An int. */
    INT {
        @Override
        long burst(ByteBuffer page, int[] work, int times) {
            long x = times;
            for (long i = 0; i < times; i++) {
                x = x * 31 + i;
                page.putInt(PROGRESS, (int) x);
                x ^= x >>> 7;
            }
            return x;
        }
    },
    /** A byte. */
    BYTE {
        @Override
        long burst(ByteBuffer page, int[] work, int times) {
            long x = times;
            for (long i = 0; i < times; i++) {
                x = x * 31 + i;
                page.put(PROGRESS, (byte) x);
                page.put(PROGRESS + 1, (byte) (x >> 8));
                page.put(PROGRESS + 2, (byte) (x >> 16));
                page.put(PROGRESS + 3, (byte) (x >> 24));
            }
            return x;
        }
    },
    /** With work on an {@code int[]} around it. */
    LONG_AND_INTS {
        @Override
        long burst(ByteBuffer page, int[] work, int times) {
            long x = times;
            for (long i = 0; i < times; i++) {
                x = x * 31 + work[(int) i & 63];
                page.putLong(PROGRESS, x);
                x ^= x >>> 7;
                work[(int) x & 63] = (int) x;
            }
            return x;
        }
    },
    /** The whole page, ascending, in a loop that can be unrolled and, without the look, vectorised. */
    ASCENDING {
        @Override
        long burst(ByteBuffer page, int[] work, int times) {
            long x = times;
            for (int round = 0; round < times; round += 256) {
                x = x * 31 + round;
                for (int i = 0; i < 2048; i += 8) {
                    page.putLong(i, x);
                }
            }
            return x;
        }
    },
    /** The same place and the same value every round, and the progress in the page behind. */
    SAME_VALUE {
        @Override
        long burst(ByteBuffer page, int[] work, int times) {
            long x = times;
            for (int i = 0; i < times; i++) {
                x = x * 31 + i;
                page.putLong(8, 42);
                page.putLong(PROGRESS_BEHIND, x);
            }
            return x;
        }

        @Override
        int progress() {
            return PROGRESS_BEHIND;
        }
    },
    /** Reads what it wrote a moment ago. */
    READ_BACK {
        @Override
        long burst(ByteBuffer page, int[] work, int times) {
            page.putLong(PROGRESS, times);
            for (int i = 0; i < times; i++) {
                page.putLong(PROGRESS, page.getLong(PROGRESS) * 31 + i);
            }
            return page.getLong(PROGRESS);
        }
    },
    /** A buffer in a constant, whose array is one too. */
    CONSTANT {
        @Override
        long burst(ByteBuffer page, int[] work, int times) {
            long x = times;
            for (int i = 0; i < times; i++) {
                x = x * 31 + i;
                Constants.of(page).putLong(PROGRESS, x);
                x ^= x >>> 7;
            }
            return x;
        }
    },
    /** Plain stores into an array in a constant; heap only. */
    CONSTANT_ARRAY {
        @Override
        long burst(ByteBuffer page, int[] work, int times) {
            long x = times;
            for (int i = 0; i < times; i++) {
                x = x * 31 + i;
                Constants.ARRAY[PROGRESS] = (byte) x;
                Constants.ARRAY[PROGRESS + 1] = (byte) (x >> 8);
                Constants.ARRAY[PROGRESS + 2] = (byte) (x >> 16);
                Constants.ARRAY[PROGRESS + 3] = (byte) (x >> 24);
            }
            return x;
        }
    },
    /** A memory segment in a constant, over the same memory; from JDK 22 on. The JIT trusts the final fields of segments. */
    CONSTANT_SEGMENT {
        @Override
        long burst(ByteBuffer page, int[] work, int times) {
            boolean direct = page.isDirect();
            long x = times;
            for (int i = 0; i < times; i++) {
                x = x * 31 + i;
                if (direct) {
                    ConstantSegments.putDirect(PROGRESS, x);
                } else {
                    ConstantSegments.putHeap(PROGRESS, x);
                }
                x ^= x >>> 7;
            }
            return x;
        }
    },
    /** Another buffer, of the other kind, is written in between. */
    TWO_BUFFERS {
        @Override
        long burst(ByteBuffer page, int[] work, int times) {
            ByteBuffer other = page.isDirect() ? Constants.HEAP : Constants.DIRECT;
            long x = times;
            for (int i = 0; i < times; i++) {
                x = x * 31 + i;
                page.putLong(PROGRESS, x);
                other.putLong(PROGRESS, x + 1);
            }
            return x;
        }
    };

    /** Where a loop leaves a value that changes every round. */
    static final int PROGRESS = 16;

    /** The same in the second page. */
    static final int PROGRESS_BEHIND = Constants.PAGE + 16;

    /** Writes {@code times} values. The result only keeps the arithmetic alive. */
    abstract long burst(ByteBuffer page, int[] work, int times);

    int progress() {
        return PROGRESS;
    }
}
