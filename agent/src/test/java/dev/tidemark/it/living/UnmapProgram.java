package dev.tidemark.it.living;

import dev.tidemark.Client;
import dev.tidemark.Coverage;
import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import dev.tidemark.it.Seed;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/**
 * {@code invokeCleaner} on tracked memory while harvests run, which for every second region hash that memory: the JVM must survive,
 * harvests end with {@link IllegalStateException}, and what is mapped or allocated next is tracked as if nothing had been.
 */
public final class UnmapProgram {
    private static final int ROUNDS = 60;
    private static final int SIZE = 8 << 20;
    private static final int PAGE = 4096;

    private final Client client = Tidemark.client("cleaner");
    private long harvests;
    private int ended;
    private Throwable failure;

    private UnmapProgram() {}

    /** No arguments. */
    public static void main(String[] arguments) throws Exception {
        Random random = new Random(Seed.of("UnmapProgram"));
        Field field = Class.forName("sun.misc.Unsafe").getDeclaredField("theUnsafe");
        field.setAccessible(true);
        Object unsafe = field.get(null);
        Method clean = unsafe.getClass().getMethod("invokeCleaner", ByteBuffer.class);
        Path file = Files.createTempFile("unmap", ".bin");
        UnmapProgram program = new UnmapProgram();
        try {
            for (int i = 0; i < ROUNDS; i++) {
                ByteBuffer buffer = i % 2 == 0 ? ByteBuffer.allocateDirect(SIZE) : map(file);
                Region region = Tidemark.track("freed", buffer, PAGE);
                if (i % 2 == 1) {
                    writeAnotherWay(file, region);
                }
                Thread harvester = new Thread(() -> program.harvest(region));
                program.oneWriteIsSeen(region, buffer, random);
                harvester.start();
                Thread.sleep(random.nextInt(5));
                clean.invoke(unsafe, buffer);
                harvester.join();
                if (region.isOpen() || program.failure != null) {
                    throw new AssertionError(region + " after its memory was freed", program.failure);
                }
            }
        } finally {
            Files.delete(file);
        }
        if (!Tidemark.regions().isEmpty() || program.ended != ROUNDS) {
            throw new AssertionError("ended " + program.ended + ", left " + Tidemark.regions());
        }
        System.out.println("freed " + ROUNDS + " buffers under " + program.harvests + " harvests, 0 bytes missed");
    }

    private void harvest(Region region) {
        try {
            while (true) {
                region.harvest(client);
                harvests++;
            }
        } catch (IllegalStateException e) {
            ended++;
        } catch (Throwable e) {
            failure = e;
        }
    }

    private void oneWriteIsSeen(Region region, ByteBuffer buffer, Random random) {
        region.harvest(client);
        int at = random.nextInt(SIZE);
        buffer.put(at, (byte) (buffer.get(at) + 1));
        if (region.harvest(client).pageCount() != 1) {
            throw new AssertionError("MISSED byte " + at + " of " + region);
        }
    }

    /** The region's pages are hashed from now on. */
    private static void writeAnotherWay(Path file, Region region) throws IOException {
        try (RandomAccessFile other = new RandomAccessFile(file.toFile(), "rw")) {
            other.write(1);
        }
        if (region.coverage() != Coverage.SHARED_MAPPING) {
            throw new AssertionError("coverage of " + region + ": " + region.coverage());
        }
    }

    private static ByteBuffer map(Path file) throws IOException {
        try (RandomAccessFile opened = new RandomAccessFile(file.toFile(), "rw");
                FileChannel channel = opened.getChannel()) {
            return channel.map(MapMode.READ_WRITE, 0, SIZE);
        }
    }
}
