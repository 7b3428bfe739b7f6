package dev.tidemark.it;

import dev.tidemark.Client;
import dev.tidemark.RegionKind;
import dev.tidemark.Tidemark;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Memory of one kind with several regions in it, at odd offsets and with page sizes of their own, and with bytes before,
 * between and after them that belong to none.
 */
final class MemoryUnderTest implements AutoCloseable {
    private final RegionKind kind;
    private final int size;
    private final byte[] array;
    private final long start;
    private final ByteBuffer whole;
    private final List<ShadowRegion> regions = new ArrayList<>();

    MemoryUnderTest(RegionKind kind, int size) throws IOException {
        this.kind = kind;
        this.size = size;
        this.array = kind == RegionKind.HEAP ? new byte[size] : null;
        this.whole = switch (kind) {
            case HEAP -> ByteBuffer.wrap(array);
            case DIRECT -> ByteBuffer.allocateDirect(size);
            case MAPPED -> map(size);
            case NATIVE -> null;
        };
        this.start = switch (kind) {
            case HEAP -> RawMemory.ARRAY_BASE;
            case DIRECT, MAPPED -> RawMemory.address(whole);
            case NATIVE -> RawMemory.allocate(size);
        };
    }

    /** Tracks {@code byteSize} bytes from {@code offset} on. */
    void track(int offset, int byteSize, int pageSize, List<Client> clients) {
        String name = "it-" + kind + "-" + size + "-" + regions.size();
        ShadowRegion region = new ShadowRegion(
                kind == RegionKind.NATIVE
                        ? Tidemark.trackMemory(name, start + offset, byteSize, pageSize, this)
                        : Tidemark.track(name, whole.slice(offset, byteSize), pageSize),
                offset,
                clients);
        region.remember(bytes(region));
        regions.add(region);
    }

    List<ShadowRegion> regions() {
        return regions;
    }

    int size() {
        return size;
    }

    /** Null for memory that only Unsafe reaches. */
    ByteBuffer whole() {
        return whole;
    }

    byte[] array() {
        return array;
    }

    long start() {
        return start;
    }

    void touched(long at, long length) {
        for (ShadowRegion region : regions) {
            region.touched(at, length);
        }
    }

    /** Offsets where a region or one of some random pages begins or ends. */
    long[] edges(Random random) {
        List<Long> edges = new ArrayList<>(List.of(0L, (long) size));
        for (ShadowRegion region : regions) {
            edges.add(region.offset());
            edges.add(region.offset() + region.region().byteSize());
            for (int i = 0; i < 8; i++) {
                edges.add(region.offset()
                        + (long) random.nextInt((int) region.region().pageCount())
                                * region.region().pageSize());
            }
        }
        return edges.stream().mapToLong(Long::longValue).toArray();
    }

    /** The region's bytes now, read past the agent's own view of them. */
    byte[] bytes(ShadowRegion of) {
        int from = (int) of.offset();
        int length = (int) of.region().byteSize();
        return array == null ? RawMemory.read(start + from, length) : Arrays.copyOfRange(array, from, from + length);
    }

    @Override
    public void close() {
        regions.forEach(region -> region.region().close());
        if (kind == RegionKind.NATIVE) {
            RawMemory.free(start);
        }
    }

    private static ByteBuffer map(int size) throws IOException {
        Path file = Files.createTempFile("mapped", ".bin");
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE)) {
            return channel.map(MapMode.READ_WRITE, 0, size);
        }
    }
}
