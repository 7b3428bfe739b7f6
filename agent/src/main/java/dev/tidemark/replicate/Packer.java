package dev.tidemark.replicate;

import dev.tidemark.zstd.Zstd;
import java.nio.ByteBuffer;

/**
 * Compresses batches, where that makes them shorter. What did not get shorter is tried again after 1 batch, then after 3, 7 and so on up to
 * {@value #MOST_REST}: bytes that cannot be compressed cost next to nothing. Not thread-safe. Takes about 400 KiB, and what the library takes.
 */
final class Packer {
    private static final int MOST_REST = 63;

    private final int level;
    private final ByteBuffer plain = ByteBuffer.allocateDirect(Protocol.MAX_PACKED);
    private final ByteBuffer frame =
            ByteBuffer.allocateDirect(Protocol.FRAME_HEAD + Protocol.PACKED_HEAD + Zstd.bound(Protocol.MAX_PACKED));
    private int rest;
    private int resting;

    /** @param level of compression, 1 to {@value Zstd#MAX_LEVEL} */
    Packer(int level) {
        this.level = level;
    }

    /**
     * Packs a batch.
     *
     * @return a frame {@link Protocol.Type#PACKED} with room for its head, valid until the next call; null if the batch is to be sent as it is
     */
    ByteBuffer pack(Batch batch) {
        if (resting > 0) {
            resting--;
            return null;
        }
        batch.payloads(plain.clear());
        int length = plain.flip().remaining();
        frame.clear().position(Protocol.FRAME_HEAD);
        frame.putInt(length);
        Zstd.compress(plain, frame, level);
        if (frame.position() >= batch.size() - batch.size() / 8) {
            rest = Math.min(MOST_REST, 2 * rest + 1);
            resting = rest;
            return null;
        }
        rest = 0;
        frame.flip();
        return frame.putInt(0, frame.limit() - Protocol.FRAME_HEAD);
    }
}
