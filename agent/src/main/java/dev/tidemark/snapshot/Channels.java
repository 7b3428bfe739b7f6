package dev.tidemark.snapshot;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;

/** Whole reads and writes: a channel may do less than it was asked. */
final class Channels {
    private Channels() {}

    /**
     * Fills {@code into} from {@code position} on.
     *
     * @throws EOFException if the file ends first
     */
    static void read(SeekableByteChannel channel, long position, ByteBuffer into) throws IOException {
        channel.position(position);
        while (into.hasRemaining()) {
            if (channel.read(into) < 0) {
                throw new EOFException("the file ends before byte " + (channel.position() + into.remaining()));
            }
        }
    }

    static void write(WritableByteChannel channel, ByteBuffer from) throws IOException {
        while (from.hasRemaining()) {
            if (channel.write(from) == 0) {
                Thread.onSpinWait();
            }
        }
    }

    /** Writes {@code count} buffers in one go where the channel allows it. */
    static void write(FileChannel channel, ByteBuffer[] from, int count) throws IOException {
        int first = 0;
        while (first < count) {
            channel.write(from, first, count - first);
            while (first < count && !from[first].hasRemaining()) {
                first++;
            }
        }
    }
}
