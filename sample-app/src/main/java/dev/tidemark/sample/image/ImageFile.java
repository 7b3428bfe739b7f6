package dev.tidemark.sample.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file with the bytes of one buffer, each at its offset. Not compressed and not versioned: after a base copy, writing the
 * dirty runs makes it the buffer's present.
 *
 * <p>A failure in between leaves a mixture of old and new pages. The caller gives the harvest back and writes it again
 * later; what must survive a crash needs more than this sample does.
 */
public final class ImageFile implements AutoCloseable {
    /**
     * Bytes handed to the channel at once. A direct or mapped buffer goes to the system as it is; for a heap buffer the JDK
     * makes a direct copy first and keeps it for the thread, so this also bounds that copy.
     */
    static final int CHUNK = 1 << 20;

    private final Path path;
    private final FileChannel channel;
    private final ByteBuffer memory;

    private ImageFile(Path path, FileChannel channel, ByteBuffer memory) {
        this.path = path;
        this.channel = channel;
        this.memory = memory.duplicate();
    }

    /** Creates the file at the buffer's size, all zero; one that is there is emptied first. */
    public static ImageFile create(Path path, ByteBuffer memory) throws IOException {
        FileChannel channel = FileChannel.open(
                path, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        try {
            channel.write(ByteBuffer.allocate(1), memory.capacity() - 1L);
        } catch (IOException e) {
            channel.close();
            throw new IOException("could not create the image " + path + ": " + e.getMessage(), e);
        }
        return new ImageFile(path, channel, memory);
    }

    /**
     * Writes the buffer's bytes of that range to the same range of the file.
     *
     * @throws IOException if the range could not be written wholly
     */
    public void write(long byteOffset, long byteLength) throws IOException {
        long end = byteOffset + byteLength;
        for (long at = byteOffset; at < end; at += CHUNK) {
            int length = (int) Math.min(CHUNK, end - at);
            memory.limit((int) at + length).position((int) at);
            while (memory.hasRemaining()) {
                channel.write(memory, memory.position());
            }
        }
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
