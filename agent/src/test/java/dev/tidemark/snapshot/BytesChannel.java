package dev.tidemark.snapshot;

import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/** Bytes as a file to read. */
final class BytesChannel implements SeekableByteChannel {
    private final byte[] bytes;
    private int at;

    BytesChannel(byte[] bytes) {
        this.bytes = bytes;
    }

    @Override
    public int read(ByteBuffer into) {
        int count = Math.min(into.remaining(), bytes.length - at);
        if (count <= 0) {
            return -1;
        }
        into.put(bytes, at, count);
        at += count;
        return count;
    }

    @Override
    public long position() {
        return at;
    }

    @Override
    public SeekableByteChannel position(long position) {
        at = (int) Math.min(position, bytes.length);
        return this;
    }

    @Override
    public long size() {
        return bytes.length;
    }

    @Override
    public int write(ByteBuffer from) {
        throw new UnsupportedOperationException();
    }

    @Override
    public SeekableByteChannel truncate(long size) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() {}
}
