package dev.tidemark.replicate;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Where the bytes of a replica are. One thread at a time. */
interface Target extends Closeable {
    /**
     * Makes room; nothing of what was there is wanted.
     *
     * @return whether all of it is zero now; if not, that would have taken as long as writing it
     */
    boolean clear(long byteSize) throws IOException;

    /** Writes all remaining bytes. */
    void write(long offset, ByteBuffer from) throws IOException;

    /** Fills {@code into}. */
    void read(long offset, ByteBuffer into) throws IOException;

    /** What was written is on the disk, as far as there is one. */
    void force() throws IOException;

    /** A file, which is the region's bytes and nothing else. */
    static Target of(FileChannel file) {
        return new Target() {
            @Override
            public boolean clear(long byteSize) throws IOException {
                file.truncate(0);
                file.write(ByteBuffer.allocate(1), byteSize - 1);
                return true;
            }

            @Override
            public void write(long offset, ByteBuffer from) throws IOException {
                for (long at = offset; from.hasRemaining(); ) {
                    at += file.write(from, at);
                }
            }

            @Override
            public void read(long offset, ByteBuffer into) throws IOException {
                for (long at = offset; into.hasRemaining(); ) {
                    int count = file.read(into, at);
                    if (count < 0) {
                        throw new EOFException("the replica's file ends at byte " + at + ", somebody cut it");
                    }
                    at += count;
                }
            }

            @Override
            public void force() throws IOException {
                file.force(false);
            }

            @Override
            public void close() throws IOException {
                file.close();
            }
        };
    }

    /** A buffer, from index 0 on: of a region that takes over, for example. */
    static Target of(ByteBuffer buffer) {
        ByteBuffer bytes = buffer.duplicate().clear();
        return new Target() {
            @Override
            public boolean clear(long byteSize) {
                return false;
            }

            @Override
            public void write(long offset, ByteBuffer from) {
                bytes.put((int) offset, from, from.position(), from.remaining());
                from.position(from.limit());
            }

            @Override
            public void read(long offset, ByteBuffer into) {
                into.put(bytes.duplicate().position((int) offset).limit((int) offset + into.remaining()));
            }

            @Override
            public void force() {
                // as long as the process lives, there is nothing more durable
            }

            @Override
            public void close() {
                // it is the user's
            }
        };
    }
}
