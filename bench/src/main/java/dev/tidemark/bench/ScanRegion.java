package dev.tidemark.bench;

import dev.tidemark.Client;
import dev.tidemark.DirtyPages;
import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * A region of 512 MiB, 131,072 pages, of which some are dirty; and the same pages the way others keep them. The region is a
 * mapped sparse file of which no byte is ever touched: all marks come from {@link Region#mergeDirtyLog}.
 */
@State(Scope.Benchmark)
public class ScanRegion {
    static final int PAGE_SIZE = 4096;
    static final int PAGES = 131_072;

    /** Which pages are dirty. */
    @Param
    public Pattern pattern;

    Region region;
    Client client;
    BitSet bitSet;
    DirtyPages found;
    final RunSum sum = new RunSum();

    private long[] log;
    private MappedByteBuffer memory;

    /** Maps, tracks, and makes the pattern's pages dirty for the client, and no others. */
    @Setup(Level.Trial)
    public void open() throws IOException {
        memory = map();
        region = Tidemark.track("scanned", memory, PAGE_SIZE);
        client = Tidemark.client("bench");
        region.harvest(client);
        bitSet = pattern.pages(PAGES);
        log = bitSet.toLongArray();
        mark();
        found = region.dirtyPages(client);
        if (region.dirtyPageCount(client) != bitSet.cardinality()) {
            throw new IllegalStateException("the region is not in the state that the benchmark wants");
        }
    }

    /** Memory of a region, never touched. */
    static MappedByteBuffer map() throws IOException {
        Path file = Files.createTempFile("tidemark-bench", ".mem");
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE)) {
            return channel.map(MapMode.READ_WRITE, 0, (long) PAGES * PAGE_SIZE);
        }
    }

    /** As if the guest had written the pattern's pages. */
    void mark() {
        region.mergeDirtyLog(0, log);
    }
}
