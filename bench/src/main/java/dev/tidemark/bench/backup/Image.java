package dev.tidemark.bench.backup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;

/** A guest's memory: a quarter of its pages is zero, a quarter random, the rest words of a small vocabulary. */
final class Image {
    static final int PAGE = 4096;

    private static final int LINE = 64;

    private final ByteBuffer memory;
    private final Random random = new Random(1);

    Image(ByteBuffer memory) {
        this.memory = memory;
        for (int page = 0; page < pages(); page++) {
            int kind = random.nextInt(4);
            for (int at = 0; at < PAGE && kind > 0; at += 8) {
                memory.putLong(page * PAGE + at, kind == 1 ? random.nextLong() : 0x0101_0101L * random.nextInt(1000));
            }
        }
    }

    int pages() {
        return memory.capacity() / PAGE;
    }

    /** Writes one line of so many pages: anywhere, or side by side. */
    void step(int pages, boolean scattered) {
        int first = random.nextInt(pages() - pages);
        for (int i = 0; i < pages; i++) {
            int page = scattered ? random.nextInt(pages()) : first + i;
            int line = random.nextInt(PAGE / LINE) * LINE;
            for (int at = 0; at < LINE; at += 8) {
                memory.putLong(page * PAGE + line + at, random.nextLong());
            }
        }
    }

    /** Writes all of it to a file, as one who does not know what changed has to. */
    void dump(Path file) throws IOException {
        try (FileChannel out = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer all = memory.duplicate().clear();
            while (all.hasRemaining()) {
                out.write(all);
            }
        }
    }
}
