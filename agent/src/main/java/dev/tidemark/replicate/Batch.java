package dev.tidemark.replicate;

import dev.tidemark.track.TrackedRegion;
import java.nio.ByteBuffer;

/**
 * DATA frames that are written at once, because a system call for each of many single pages would cost more than their bytes. Numbers and
 * checksums are filled in when they are sent. Not thread-safe.
 */
final class Batch {
    static final int HEADS = Protocol.FRAME_HEAD + Protocol.DATA_HEAD;

    /** One run of the greatest length, or many short ones. */
    static final int BYTES = HEADS + Protocol.MAX_RUN;

    private final ByteBuffer bytes = ByteBuffer.allocateDirect(BYTES);
    private int frames;

    /** How many bytes of content fit into one more frame; negative if not even its heads do. */
    int room() {
        return bytes.remaining() - HEADS;
    }

    boolean isEmpty() {
        return frames == 0;
    }

    /** Bytes of payload. */
    int payload() {
        return bytes.position() - frames * Protocol.FRAME_HEAD;
    }

    /** Bytes with heads. */
    int size() {
        return bytes.position();
    }

    /** A run of the region, of whose bytes {@code content} are sent: all, or none. */
    void add(long offset, int length, int encoding, byte[] from, int at, int content) {
        bytes.putInt(Protocol.DATA_HEAD + content);
        bytes.position(bytes.position() + Protocol.FRAME_HEAD - Integer.BYTES);
        bytes.putLong(offset).putInt(length).put((byte) encoding);
        bytes.put(from, at, content);
        frames++;
    }

    /**
     * Reads a run right into an empty batch, as one frame of raw bytes; the caller may look at them, and {@link #clear} it.
     *
     * @param length at most {@value Protocol#MAX_RUN}
     */
    void read(TrackedRegion region, long offset, int length) {
        region.read(offset, bytes, HEADS, length);
        bytes.putInt(Protocol.DATA_HEAD + length);
        bytes.position(Protocol.FRAME_HEAD);
        bytes.putLong(offset).putInt(length).put((byte) Protocol.RAW);
        bytes.position(HEADS + length);
        frames = 1;
    }

    /** Copies the content of the only frame. */
    void content(byte[] into, int length) {
        bytes.get(HEADS, into, 0, length);
    }

    /** The first bytes of a block of the only frame's content, as they come. */
    long firstBytes(int at) {
        return bytes.getLong(HEADS + at);
    }

    /** Copies the payloads of all frames, without their heads. */
    void payloads(ByteBuffer into) {
        for (int at = 0; at < bytes.position(); ) {
            int length = bytes.getInt(at);
            int from = at + Protocol.FRAME_HEAD;
            into.put(into.position(), bytes, from, length).position(into.position() + length);
            at = from + length;
        }
    }

    /** The frames: each begins with the length of its payload, as an int. The bytes are the batch's own. */
    ByteBuffer view() {
        return bytes.duplicate().flip();
    }

    void clear() {
        bytes.clear();
        frames = 0;
    }
}
