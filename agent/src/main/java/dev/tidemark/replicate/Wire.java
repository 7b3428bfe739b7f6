package dev.tidemark.replicate;

import java.io.Closeable;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** Bytes to and from the other side. One thread may read while another writes, and any may close, which ends both. */
interface Wire extends Closeable {
    /** The most that one record of TLS carries. */
    int RECORD = 16 << 10;

    /** As {@link java.nio.channels.ReadableByteChannel#read}. */
    int read(ByteBuffer into) throws IOException;

    /** Writes all. */
    void write(ByteBuffer from) throws IOException;

    /** A plain connection, TCP or Unix. */
    static Wire of(SocketChannel channel) {
        return new Wire() {
            @Override
            public int read(ByteBuffer into) throws IOException {
                return channel.read(into);
            }

            @Override
            public void write(ByteBuffer from) throws IOException {
                while (from.hasRemaining()) {
                    channel.write(from);
                }
            }

            @Override
            public void close() throws IOException {
                channel.close();
            }
        };
    }

    /**
     * A connection under TLS.
     *
     * @param below the socket that it runs over, which is closed without a farewell: that could block
     */
    static Wire of(Socket secure, Socket below) {
        return new Wire() {
            private final byte[] in = new byte[RECORD];
            private final byte[] out = new byte[RECORD];

            @Override
            public int read(ByteBuffer into) throws IOException {
                int count = secure.getInputStream().read(in, 0, Math.min(in.length, into.remaining()));
                into.put(in, 0, Math.max(0, count));
                return count;
            }

            @Override
            public void write(ByteBuffer from) throws IOException {
                while (from.hasRemaining()) {
                    int count = Math.min(out.length, from.remaining());
                    from.get(out, 0, count);
                    secure.getOutputStream().write(out, 0, count);
                }
            }

            @Override
            public void close() throws IOException {
                below.close();
            }
        };
    }
}
