package dev.tidemark.bench;

import java.nio.ByteBuffer;

/**
 * Writes a buffer now and then, as a program does that has been running for a while, before a fork measures it.
 *
 * <p>A JVM that meets its first put in a loop without end compiles it within milliseconds, while its compilers are still busy with what the
 * start left them. Then it is a matter of chance which methods on the way (the one that swaps bytes, say) were watched long enough for
 * the JIT to know which way they branch, and where it does not know it computes both ways: the same loop, without a barrier in it,
 * takes 0.45 ns per put in one fork and 0.67 in the next.
 */
final class Rehearsal {
    private static final int CALM_MILLIS = 250;
    private static final int ROUNDS = 100;
    private static final int PAUSE_MILLIS = 2;
    private static final int BYTES = 512;

    private Rehearsal() {}

    /** Takes about 0.5 s. */
    static void play(ByteBuffer... buffers) throws InterruptedException {
        byte[] bulk = new byte[BYTES];
        Thread.sleep(CALM_MILLIS);
        for (int round = 0; round < ROUNDS; round++) {
            for (ByteBuffer buffer : buffers) {
                write(buffer, bulk, BYTES / buffers.length);
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    private static void write(ByteBuffer buffer, byte[] bulk, int bytes) {
        for (int i = 0; i < bytes; i++) {
            buffer.put(i, (byte) (i * 31));
            buffer.putLong(i & -Long.BYTES, i * 31L);
        }
        buffer.put(0, bulk, 0, bytes);
    }
}
