package dev.tidemark.it;

import java.nio.ByteBuffer;
import java.util.Random;

/** Random writes to a buffer in any of the ways that buffers have, with a liking for the edges of pages. One thread. */
public final class AnyWrite {
    private static final int EDGES = 16;

    private final Random random;
    private final BufferWrites buffers;
    private final ViewWrites views;
    private final HandleWrites handles;

    /** @param pageSize of the pages whose edges are liked */
    public AnyWrite(Random random, int byteSize, int pageSize) {
        this.random = random;
        long[] edges = random.longs(EDGES, 0, byteSize / pageSize + 1)
                .map(page -> Math.min(page * pageSize, byteSize))
                .toArray();
        Picker pick = new Picker(random, edges);
        buffers = new BufferWrites(pick);
        views = new ViewWrites(pick);
        handles = new HandleWrites(pick);
    }

    /** One write. Position and limit of {@code buffer} stay as they are. */
    public void write(ByteBuffer buffer) {
        ByteBuffer all = buffer.duplicate().clear();
        WriteSink nobody = (offset, length) -> {};
        switch (random.nextInt(4)) {
            case 0 -> views.write(all, 0, nobody);
            case 1 -> handles.write(all, 0, nobody);
            default -> buffers.write(all, 0, nobody);
        }
    }
}
