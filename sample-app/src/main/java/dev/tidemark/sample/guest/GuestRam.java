package dev.tidemark.sample.guest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The buffer that is the guest's memory, allocated once at its full size, and the file behind it if it is mapped.
 *
 * <p>{@link #close()} deletes that file. The mapping itself lives until the buffer is collected, which on some systems
 * delays the deletion to the end of the JVM.
 */
public final class GuestRam implements AutoCloseable {
    private final ByteBuffer buffer;
    private final Path mappedFile;

    private GuestRam(ByteBuffer buffer, Path mappedFile) {
        this.buffer = buffer;
        this.mappedFile = mappedFile;
    }

    /**
     * Allocates zeroed memory.
     *
     * @param byteSize a multiple of 65,536, the page of wasm
     * @throws IOException if the file of a mapped buffer cannot be made
     */
    public static GuestRam allocate(MemoryKind kind, int byteSize) throws IOException {
        return switch (kind) {
            case HEAP -> new GuestRam(ByteBuffer.allocate(byteSize), null);
            case DIRECT -> new GuestRam(ByteBuffer.allocateDirect(byteSize), null);
            case MAPPED -> map(byteSize);
        };
    }

    private static GuestRam map(int byteSize) throws IOException {
        Path file = Files.createTempFile("tidemark-sample-ram", ".bin");
        file.toFile().deleteOnExit();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new GuestRam(channel.map(MapMode.READ_WRITE, 0, byteSize), file);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    /** The memory, from index 0 to its capacity. Always the same object. */
    public ByteBuffer buffer() {
        return buffer;
    }

    /** Deletes the file behind a mapped buffer; nothing else needs closing. */
    @Override
    public void close() throws IOException {
        if (mappedFile != null) {
            Files.deleteIfExists(mappedFile);
        }
    }
}
