package dev.tidemark.stress.soak;

import java.nio.ByteBuffer;

/** Writes values of every width to random places of every second page. The other pages between them are another writer's. */
final class RandomWriter extends SoakWriter {
    private static final int BATCH = 256;

    private final int pageSize;
    private final int ownPages;
    private long counter = 1;

    RandomWriter(ByteBuffer memory, int pageSize, long seed) {
        super(memory, seed);
        this.pageSize = pageSize;
        this.ownPages = memory.capacity() / pageSize / 2;
    }

    @Override
    long batch() {
        for (int i = 0; i < BATCH; i++) {
            gate().pass();
            int at = random(ownPages) * 2 * pageSize + (random(pageSize) & -8);
            long value = counter++;
            switch (random(7)) {
                case 0 -> memory.put(at, (byte) value);
                case 1 -> memory.putShort(at, (short) value);
                case 2 -> memory.putChar(at, (char) value);
                case 3 -> memory.putInt(at, (int) value);
                case 4 -> memory.putFloat(at, value);
                case 5 -> memory.putDouble(at, value);
                default -> memory.putLong(at, value);
            }
        }
        return BATCH;
    }
}
