package dev.tidemark.it.snapshot;

import java.nio.ByteBuffer;
import java.util.Random;

/** A guest whose memory is a function of its generation, so that anyone can tell what a snapshot must hold. */
final class KilledGuest {
    static final int BYTES = 4 << 20;
    private static final int WRITES = 200;

    private final long seed;
    private final ByteBuffer ram;
    private int generation;

    KilledGuest(long seed, ByteBuffer ram) {
        this.seed = seed;
        this.ram = ram;
    }

    /** Runs one generation on. */
    void step() {
        generation++;
        Random random = new Random(seed + generation);
        for (int i = 0; i < WRITES; i++) {
            int at = random.nextInt(BYTES - 8);
            switch (random.nextInt(4)) {
                case 0 -> ram.putLong(at & ~4095, 0);
                case 1 -> ram.putLong(at, ram.getLong(at));
                default -> ram.putLong(at, random.nextLong());
            }
        }
    }

    int generation() {
        return generation;
    }

    /** Says which generation the memory is of, after it was restored. */
    void isAt(int restored) {
        generation = restored;
    }

    /** The memory as it must be at a generation. */
    static ByteBuffer at(long seed, int generation) {
        KilledGuest guest = new KilledGuest(seed, ByteBuffer.allocate(BYTES));
        while (guest.generation < generation) {
            guest.step();
        }
        return guest.ram;
    }
}
