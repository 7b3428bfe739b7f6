package dev.tidemark.replicate;

import dev.tidemark.zstd.Zstd;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Decompresses what a {@link Packer} packed. Not thread-safe. Takes 128 KiB, and what the library takes, whatever comes. */
final class Unpacker {
    private final ByteBuffer plain = ByteBuffer.allocateDirect(Protocol.MAX_PACKED);

    /**
     * Unpacks a payload of {@link Protocol.Type#PACKED}.
     *
     * @return payloads of DATA frames, one behind the other, unchecked; valid until the next call
     */
    ByteBuffer unpack(ByteBuffer payload) throws IOException {
        Protocol.require(
                payload.remaining() > Protocol.PACKED_HEAD, "packed data of " + payload.remaining() + " bytes");
        int length = payload.getInt();
        Protocol.require(
                length > 0 && length <= Protocol.MAX_PACKED,
                "packed data of " + length + " bytes; it has at most " + Protocol.MAX_PACKED);
        try {
            Zstd.decompress(payload, plain.clear().limit(length));
        } catch (IOException e) {
            throw new ReplicationException("broken protocol: " + e.getMessage(), e);
        }
        return plain.flip();
    }
}
