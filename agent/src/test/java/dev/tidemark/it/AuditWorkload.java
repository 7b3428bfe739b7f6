package dev.tidemark.it;

import dev.tidemark.Client;
import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;

/**
 * Writes one direct region in ways that all are seen, while two clients harvest it under the audit: a thread that inflates
 * megabytes, which are marked when that returns; one that reads as much from a file; one that reads a pipe; two that put and
 * copy. The first two pause for two harvests each time, so that their pages are known to the audit when they write again. Goes on
 * until some write was met on its way, and enough was compared, and prints the audit's counts once nothing is open any more.
 * Arguments: milliseconds, seed.
 */
public final class AuditWorkload {
    /** Pages that it compares at least, however slow the machine is. */
    public static final int LEAST_COMPARED = 10_000;

    private static final int PART = 2 << 20;
    private static final ObjectName TRACKER = name();

    private final ByteBuffer ram = ByteBuffer.allocateDirect(5 * PART);
    private volatile boolean stopped;
    private volatile long harvests;
    private volatile Throwable failure;

    private AuditWorkload() {}

    /** See the class. */
    public static void main(String[] args) throws Exception {
        new AuditWorkload().run(Long.parseLong(args[0]), new Random(Long.parseLong(args[1])));
    }

    private interface Work {
        void once() throws Exception;
    }

    private void run(long millis, Random random) throws Exception {
        Region region = Tidemark.track("ram", ram, 4096);
        List<Client> clients = List.of(Tidemark.client("one"), Tidemark.client("two"));
        Path file = Files.createTempFile("audit", ".bin");
        Files.write(file, new byte[PART]);
        Pipe pipe = Pipe.open();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
                FileChannel rewrite = FileChannel.open(file, StandardOpenOption.WRITE)) {
            byte[] noise = new byte[PART];
            byte[] seeds = new byte[64];
            ByteBuffer inFile = ram.slice(0, PART);
            List<Thread> threads = List.of(
                    start(() -> {
                        channel.position(0);
                        channel.read(inFile.clear()); // one call, one mark at its end
                        rewrite.write(ByteBuffer.wrap(random(noise, random)), 0);
                        awaitHarvests();
                    }),
                    start(() -> {
                        inflate(compressed(random(seeds, random)), ram.slice(4 * PART, PART));
                        awaitHarvests();
                    }),
                    start(() -> pipe.source().read(ram.slice(PART, PART))),
                    start(() -> pipe.sink().write(ByteBuffer.wrap(random(new byte[20_000], random)))),
                    start(new Puts(ram.slice(2 * PART, PART), random.nextLong())),
                    start(new Puts(ram.slice(3 * PART, PART).order(ByteOrder.nativeOrder()), random.nextLong())));
            long end = System.nanoTime() + millis * 1_000_000;
            while (failure == null && (System.nanoTime() < end || !metEnough())) {
                region.harvest(clients.get((int) (harvests & 1)));
                harvests++; // nobody else writes it
            }
            stopped = true;
            pipe.sink().close();
            for (Thread thread : threads) {
                thread.join();
            }
        } finally {
            Files.delete(file);
        }
        if (failure != null) {
            throw new IllegalStateException(failure);
        }
        while ((Long) stats().get("openSuspects") > 0) {
            Thread.sleep(100);
        }
        CompositeData stats = stats();
        System.out.println("coverage=" + region.coverage() + " harvests=" + harvests + " compared="
                + stats.get("pagesAudited") + " suspects=" + stats.get("suspects") + " misses=" + stats.get("misses"));
    }

    private static boolean metEnough() throws Exception {
        CompositeData stats = stats();
        return (Long) stats.get("suspects") > 0 && (Long) stats.get("pagesAudited") > LEAST_COMPARED;
    }

    private void awaitHarvests() throws InterruptedException {
        long until = harvests + 2;
        while (harvests < until && !stopped) {
            Thread.sleep(1);
        }
    }

    /** {@code PART} bytes made of the seeds. */
    private static byte[] compressed(byte[] seeds) {
        byte[] plain = new byte[PART];
        for (int i = 0; i < plain.length; i++) {
            plain[i] = (byte) (seeds[i * 31 >>> 9 & 63] + (i >>> 12));
        }
        Deflater deflater = new Deflater(1);
        deflater.setInput(plain);
        deflater.finish();
        byte[] compressed = new byte[PART];
        int length = deflater.deflate(compressed);
        deflater.end();
        return Arrays.copyOf(compressed, length);
    }

    private static void inflate(byte[] compressed, ByteBuffer into) throws DataFormatException {
        Inflater inflater = new Inflater();
        inflater.setInput(compressed);
        inflater.inflate(into);
        inflater.end();
    }

    private Thread start(Work work) {
        Thread thread = new Thread(() -> {
            try {
                while (!stopped) {
                    work.once();
                }
            } catch (Throwable e) {
                if (!stopped) {
                    failure = e;
                }
            }
        });
        thread.start();
        return thread;
    }

    private static byte[] random(byte[] bytes, Random random) {
        synchronized (random) {
            random.nextBytes(bytes);
        }
        return bytes;
    }

    private static CompositeData stats() throws Exception {
        return (CompositeData) ManagementFactory.getPlatformMBeanServer().getAttribute(TRACKER, "AuditStats");
    }

    private static ObjectName name() {
        try {
            return new ObjectName("dev.tidemark:type=Tracker");
        } catch (javax.management.MalformedObjectNameException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Some thousand puts, typed and in bulk, short and long. */
    private static final class Puts implements Work {
        private final ByteBuffer memory;
        private final Random random;
        private final byte[] bytes = new byte[200_000];

        Puts(ByteBuffer memory, long seed) {
            this.memory = memory;
            this.random = new Random(seed);
        }

        @Override
        public void once() {
            for (int i = 0; i < 1_000; i++) {
                memory.putLong(random.nextInt(memory.capacity() / 64), random.nextLong());
                memory.put(random.nextInt(memory.capacity() / 8), (byte) i);
            }
            bytes[random.nextInt(bytes.length)]++;
            memory.put(random.nextInt(memory.capacity() - bytes.length), bytes);
        }
    }
}
