package dev.tidemark.it.oracle;

import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import dev.tidemark.it.RawMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;

/** Tracked memory of one kind, {@value #SIZE} bytes in pages of {@value #PAGE}. */
final class Memory implements AutoCloseable {
    static final int SIZE = 64 * 1024;
    static final int PAGE = 64;

    private static final int ODD = 33;

    private final Kind kind;
    private final Region region;
    private final ByteBuffer view;
    private final long start;
    private final byte[] array;

    /** {@code foreign} is null on a JDK that has no segments; then those kinds cannot be made. */
    Memory(Kind kind, Foreign foreign) throws IOException {
        this.kind = kind;
        ByteBuffer tracked =
                switch (kind) {
                    case HEAP -> ByteBuffer.allocate(SIZE);
                    case HEAP_SLICE -> ByteBuffer.allocate(SIZE + 100).slice(ODD, SIZE);
                    case DIRECT -> ByteBuffer.allocateDirect(SIZE);
                    case DIRECT_SLICE -> ByteBuffer.allocateDirect(SIZE + 100).slice(ODD, SIZE);
                    case ALIGNED_SLICE ->
                        ByteBuffer.allocateDirect(SIZE + 256)
                                .position(ODD)
                                .alignedSlice(64)
                                .slice(0, SIZE);
                    case MAPPED -> map();
                    case NATIVE_SEGMENT -> foreign.nativeSegment(SIZE);
                    case HEAP_SEGMENT -> foreign.heapSegment(SIZE);
                    case RAW -> null;
                };
        String name = "oracle-" + kind;
        byte[] noise = new byte[SIZE]; // so that moves and zeroes show
        new Random(kind.ordinal()).nextBytes(noise);
        if (tracked == null) {
            this.view = null;
            this.array = null;
            this.start = RawMemory.allocate(SIZE);
            RawMemory.write(start, noise);
            this.region = Tidemark.trackMemory(name, start, SIZE, PAGE, this);
        } else {
            tracked.clear().put(noise).clear();
            // not the buffer that was tracked: its memory
            this.view = tracked.duplicate().clear().slice();
            this.array = kind.isHeap() ? tracked.array() : null;
            this.start = array == null ? RawMemory.address(tracked) : RawMemory.ARRAY_BASE + tracked.arrayOffset();
            this.region = Tidemark.track(name, tracked, PAGE);
        }
    }

    Kind kind() {
        return kind;
    }

    Region region() {
        return region;
    }

    /** All of it as a buffer of its own; null for {@link Kind#RAW}. */
    ByteBuffer view() {
        return view == null ? null : view.duplicate();
    }

    /** The array of heap memory, else null. */
    byte[] array() {
        return array;
    }

    /** Address of the first byte, or its offset in the array as Unsafe counts it. */
    long start() {
        return start;
    }

    /** All bytes, as they are now. */
    byte[] bytes() {
        if (view == null) {
            return RawMemory.read(start, SIZE);
        }
        byte[] bytes = new byte[SIZE];
        view.duplicate().get(0, bytes);
        return bytes;
    }

    @Override
    public void close() {
        region.close();
        if (view == null) {
            RawMemory.free(start);
        }
    }

    private static ByteBuffer map() throws IOException {
        Path file = Files.createTempFile("oracle", ".mapped");
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE)) {
            return channel.map(MapMode.READ_WRITE, 0, SIZE);
        }
    }
}
