package dev.tidemark.replicate;

import java.io.Closeable;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** Bytes to and from the other side. One thread may read while another writes, and any may close, which ends both. */
interface Wire extends Closeable {
    /** As {@link java.io.InputStream#read(byte[], int, int)}. */
    int read(byte[] into, int at, int length) throws IOException;

    /** Writes all. */
    void write(byte[] from, int at, int length) throws IOException;

    /** A plain connection, TCP or Unix. */
    static Wire of(SocketChannel channel) {
        return new Wire() {
            @Override
            public int read(byte[] into, int at, int length) throws IOException {
                return channel.read(ByteBuffer.wrap(into, at, length));
            }

            @Override
            public void write(byte[] from, int at, int length) throws IOException {
                ByteBuffer bytes = ByteBuffer.wrap(from, at, length);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
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
            @Override
            public int read(byte[] into, int at, int length) throws IOException {
                return secure.getInputStream().read(into, at, length);
            }

            @Override
            public void write(byte[] from, int at, int length) throws IOException {
                secure.getOutputStream().write(from, at, length);
            }

            @Override
            public void close() throws IOException {
                below.close();
            }
        };
    }
}
