package dev.tidemark.stress.soak;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Writes ranges of up to a dozen pages, at any byte: from arrays, from other buffers of both kinds, and by compacting. */
final class BulkWriter extends SoakWriter {
    private static final int BATCH = 64;

    private final int longest;
    private final byte[] bytes;
    private final ByteBuffer direct;
    private int counter = 1;

    BulkWriter(ByteBuffer memory, int pageSize, long seed) {
        super(memory, seed);
        this.longest = 12 * pageSize;
        this.bytes = new byte[longest];
        this.direct = ByteBuffer.allocateDirect(longest);
    }

    @Override
    long batch() {
        for (int i = 0; i < BATCH; i++) {
            gate().pass();
            int length = 1 + random(longest);
            int at = random(memory.capacity() - length);
            counter++;
            switch (random(5)) {
                case 0 -> memory.put(at, filled(length), 0, length);
                case 1 -> memory.duplicate().position(at).put(filled(length), 0, length);
                case 2 -> memory.duplicate().position(at).put(ByteBuffer.wrap(filled(length), 0, length));
                case 3 -> memory.put(at, direct.put(0, filled(length), 0, length), 0, length);
                default -> memory.slice(at, length).position(random(length)).compact();
            }
        }
        return BATCH;
    }

    private byte[] filled(int length) {
        Arrays.fill(bytes, 0, length, (byte) counter);
        bytes[0] = (byte) (counter >>> 8);
        bytes[length - 1] = (byte) (counter >>> 16);
        return bytes;
    }
}
