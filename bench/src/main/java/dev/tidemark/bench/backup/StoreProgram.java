package dev.tidemark.bench.backup;

import dev.tidemark.Tidemark;
import dev.tidemark.snapshot.SnapshotStore;
import dev.tidemark.snapshot.SnapshotTaker;
import dev.tidemark.snapshot.Taken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Increments beside what the disk can do: in turns, an increment of pages that were written at random or side by side; a plain file of
 * as many bytes as the increment's; and a plain copy of the whole region. All three are made durable the same way: the file is forced, and
 * then its directory. Prints a table. Arguments: a directory, MiB of the region, rounds, {@code direct} or {@code heap}.
 */
public final class StoreProgram {
    private static final int PAGE = 4096;

    /** Of a plain write. Larger ones were not faster. */
    private static final int BLOCK = 4 << 20;

    private final Path home;
    private final ByteBuffer memory;
    private final SnapshotTaker taker;
    private final int rounds;
    private final Random random = new Random(1);
    private final ByteBuffer noise = ByteBuffer.allocateDirect(BLOCK);

    private StoreProgram(Path home, ByteBuffer memory, int rounds) throws IOException {
        this.home = home;
        this.memory = memory;
        this.rounds = rounds;
        taker = SnapshotStore.open(home.resolve("store")).taker(Tidemark.track("guest-ram", memory, PAGE));
        fill(memory);
        fill(noise);
        taker.take();
    }

    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 4) {
            System.err.println("4 arguments: an empty directory, MiB of the region, rounds, direct or heap; given: "
                    + arguments.length);
            System.exit(2);
        }
        int bytes = Integer.parseInt(arguments[1]) << 20;
        ByteBuffer memory = arguments[3].equals("heap") ? ByteBuffer.allocate(bytes) : ByteBuffer.allocateDirect(bytes);
        StoreProgram program = new StoreProgram(Path.of(arguments[0]), memory, Integer.parseInt(arguments[2]));
        System.out.println(
                "| written | increment, bytes | of the region | guest pause, ms | total, ms | plain file of as many bytes, ms"
                        + " | bandwidth of that | plain full copy, ms | faster than that |\n|---|---|---|---|---|---|---|---|---|");
        for (double percent : new double[] {1, 25}) {
            for (boolean scattered : new boolean[] {true, false}) {
                program.measure(percent, scattered);
            }
        }
    }

    private void measure(double percent, boolean scattered) throws IOException {
        int pages = (int) (memory.capacity() / PAGE * percent / 100);
        List<Double> pause = new ArrayList<>();
        List<Double> total = new ArrayList<>();
        List<Double> plain = new ArrayList<>();
        List<Double> full = new ArrayList<>();
        List<Double> share = new ArrayList<>();
        List<Double> faster = new ArrayList<>();
        long bytes = 0;
        for (int round = -2; round < rounds; round++) {
            write(pages, scattered);
            recycle((long) pages * PAGE);
            Taken taken = taker.take();
            bytes = taken.snapshot().fileBytes();
            recycle(bytes);
            double plainMillis = plainFile(bytes);
            recycle(memory.capacity());
            double fullMillis = fullCopy();
            if (round >= 0) { // the first two warm up
                double millis = taken.totalNanos() / 1e6;
                pause.add(taken.pauseNanos() / 1e6);
                total.add(millis);
                plain.add(plainMillis);
                full.add(fullMillis);
                share.add(100 * plainMillis / millis);
                faster.add(fullMillis / millis);
            }
        }
        System.out.printf(
                "| %.0f %%, %s | %,d | %.3f %% | %.1f | %.1f | %.1f | %.0f %% | %.0f | %.1f× |%n",
                percent,
                scattered ? "at random" : "side by side",
                bytes,
                100.0 * bytes / memory.capacity(),
                median(pause),
                median(total),
                median(plain),
                median(share),
                median(full),
                median(faster));
    }

    /** Writes eight bytes of so many different pages. */
    private void write(int pages, boolean scattered) {
        int all = memory.capacity() / PAGE;
        int first = random.nextInt(all - pages);
        int stride = all / pages;
        for (int i = 0; i < pages; i++) {
            int page = scattered ? i * stride + random.nextInt(stride) : first + i;
            memory.putLong(page * PAGE + 8 * random.nextInt(PAGE / 8), random.nextLong());
        }
    }

    /**
     * Leaves so much memory to the system that it had in use a moment ago, as a machine that runs for days has. Else whoever comes first
     * pays for fresh memory: 10 µs a page and more where a virtual machine has given it back to its host, ten times what the copying costs.
     */
    private void recycle(long bytes) throws IOException {
        Path file = home.resolve("recycled");
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            writeNoise(out, bytes);
        }
        Files.delete(file);
    }

    private double plainFile(long bytes) throws IOException {
        return timed(out -> writeNoise(out, bytes));
    }

    private void writeNoise(FileChannel out, long bytes) throws IOException {
        for (long left = bytes; left > 0; left -= noise.capacity()) {
            noise.clear().limit((int) Math.min(left, noise.capacity()));
            writeAll(out, noise);
        }
    }

    private double fullCopy() throws IOException {
        return timed(out -> {
            for (int at = 0; at < memory.capacity(); at += BLOCK) {
                ByteBuffer block = memory.slice(at, BLOCK);
                writeAll(
                        out,
                        memory.isDirect() ? block : noise.clear().put(block).flip());
            }
        });
    }

    private double timed(Content content) throws IOException {
        Path file = home.resolve("plain");
        long start = System.nanoTime();
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            content.writeTo(out);
            out.force(true);
        }
        try (FileChannel directory = FileChannel.open(home, StandardOpenOption.READ)) {
            directory.force(true);
        }
        double millis = (System.nanoTime() - start) / 1e6;
        Files.delete(file);
        return millis;
    }

    private static void writeAll(FileChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    private void fill(ByteBuffer buffer) {
        for (int at = 0; at < buffer.capacity(); at += 8) {
            buffer.putLong(at, random.nextLong());
        }
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    /** What goes into a file. */
    private interface Content {
        void writeTo(FileChannel out) throws IOException;
    }
}
