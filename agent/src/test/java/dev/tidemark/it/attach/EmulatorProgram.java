package dev.tidemark.it.attach;

import dev.tidemark.Client;
import dev.tidemark.Coverage;
import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * A program with buffers of every kind, and threads that write them in loops that are compiled, before the agent comes. It obeys
 * lines on stdin, and answers each with a line.
 */
final class EmulatorProgram {
    static final int MIB = 1 << 20;
    static final int SMALL = 64 << 10;

    private static final EmulatorProgram INSTANCE = new EmulatorProgram();

    private static String title = "emulator";
    private static ByteBuffer rom;

    private final ByteBuffer heap = ByteBuffer.allocate(MIB);
    private final ByteBuffer wrapped = ByteBuffer.wrap(new byte[2 * MIB]);
    private final ByteBuffer slice = ByteBuffer.allocate(3 * MIB).slice(MIB, MIB);
    private final ByteBuffer small = ByteBuffer.allocate(SMALL);
    private final ByteBuffer idle = ByteBuffer.allocate(5 * MIB);
    private final ByteBuffer ram = ByteBuffer.allocateDirect(MIB);
    private final ByteBuffer[] banks = {ByteBuffer.allocateDirect(MIB), mapped()};

    private final List<Thread> writers = new ArrayList<>();
    private final Map<Region, Replica> replicas = new LinkedHashMap<>();
    private final long seed = Long.getLong("tidemark.seed", System.nanoTime());
    private volatile boolean stop;
    private volatile long sink;

    public static void main(String[] arguments) throws Exception {
        rom = INSTANCE.ram.asReadOnlyBuffer();
        INSTANCE.run();
    }

    private void run() throws Exception {
        write(heap, wrapped, slice, small, ram, banks[0], banks[1]);
        Thread.sleep(1000); // by then the loops are compiled, and run in compiled code
        System.out.println("ready, -Dtidemark.seed=" + seed);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            System.out.println(line + ": " + obey(line));
        }
    }

    private String obey(String line) throws Exception {
        switch (line) {
            case "found":
                return found();
            case "named":
                Tidemark.track("ram", ram);
                Tidemark.track("bank", banks[0], 64);
                return replicate(List.of("ram", "bank"));
            case "field":
                return replicate(List.of("mapped"));
            case "lowered":
                return lowered();
            case "end":
                return end();
            default:
                throw new IllegalArgumentException(line);
        }
    }

    /** Every heap array of a MiB or more that is written is a region by now, whoever allocated it; no other is. */
    private String found() throws InterruptedException {
        List<String> names = List.of("heap-1m-found", "heap-2m-found", "heap-3m-found");
        for (String name : names) {
            Region region = await(name);
            expect(Coverage.ARRAY_ESCAPED, region.coverage());
            expect(4096, region.pageSize());
        }
        expect(3, Tidemark.regions().size());
        idle.put(4097, (byte) 1);
        Region late = Tidemark.region("heap-5m-found");
        Client client = Tidemark.client("late");
        expect(late.pageCount(), late.harvest(client).pageCount());
        idle.putLong(2 * 4096 - 4, -1);
        expect(
                "[Run[byteOffset=4096, byteLength=8192]]",
                late.harvest(client).runs().toString());
        late.close();
        idle.put(0, (byte) 1);
        expect(3, Tidemark.regions().size());
        return replicate(names);
    }

    /** With a smaller minimum, older buffers of that size are found too, and new regions have the new page size. */
    private String lowered() throws InterruptedException {
        for (int i = 0;
                i < 6_000 && Tidemark.regions().stream().noneMatch(r -> r.name().equals("heap-64k-found"));
                i++) {
            Thread.sleep(10);
        }
        expect(1024, Tidemark.region("heap-64k-found").pageSize());
        expect(4096, Tidemark.region("heap-1m-found").pageSize());
        ByteBuffer fresh = ByteBuffer.allocateDirect(SMALL);
        expect(1024, Tidemark.region("direct-64k-EmulatorProgram").pageSize());
        fresh.put(0, (byte) 1);
        return replicate(List.of("heap-64k-found"));
    }

    /** The region once the threads, which take turns on few processors, have come to write it. */
    private static Region await(String name) throws InterruptedException {
        for (int i = 0; i < 6_000; i++) {
            if (Tidemark.regions().stream().anyMatch(region -> region.name().equals(name))) {
                break;
            }
            Thread.sleep(10);
        }
        return Tidemark.region(name);
    }

    /** Copies what is dirty, again and again while the threads write. */
    private String replicate(List<String> names) throws InterruptedException {
        for (String name : names) {
            Region region = Tidemark.region(name);
            replicas.put(region, new Replica(region));
        }
        long pages = 0;
        for (int round = 0; round < 10; round++) {
            for (Replica replica : replicas.values()) {
                pages += replica.update();
            }
            Thread.sleep(5);
        }
        return pages + " pages copied";
    }

    /** When the threads have stopped, one more copy must make every replica equal to its region. */
    private String end() throws InterruptedException {
        stop = true;
        for (Thread writer : writers) {
            writer.join();
        }
        long bytes = 0;
        for (Map.Entry<Region, Replica> entry : replicas.entrySet()) {
            entry.getValue().update();
            entry.getValue().compare();
            bytes += entry.getKey().byteSize();
        }
        return replicas.size() + " regions, " + bytes + " bytes equal";
    }

    private void write(ByteBuffer... buffers) {
        SplittableRandom seeds = new SplittableRandom(seed);
        for (ByteBuffer buffer : buffers) {
            SplittableRandom random = seeds.split();
            start(() -> writeEverywhere(buffer, random));
        }
        start(() -> writeOnePlace(heap));
        start(() -> writeOnePlace(ram));
    }

    private void start(Runnable loop) {
        Thread writer = new Thread(loop);
        writer.setDaemon(true);
        writers.add(writer);
        writer.start();
    }

    private void writeOnePlace(ByteBuffer buffer) {
        long x = 1;
        while (!stop) {
            for (int i = 0; i < 10_000; i++) {
                x = x * 31 + i;
                buffer.putLong(8, x);
            }
            sink = x;
            Thread.yield(); // two cores, and more loops
        }
    }

    private void writeEverywhere(ByteBuffer buffer, SplittableRandom random) {
        byte[] noise = new byte[300];
        ByteBuffer own = buffer.duplicate();
        while (!stop) {
            for (int i = 0; i < 100; i++) {
                int at = random.nextInt(16, buffer.capacity() - noise.length);
                random.nextBytes(noise);
                switch (random.nextInt(4)) {
                    case 0 -> buffer.put(at, noise[0]);
                    case 1 -> buffer.putInt(at, random.nextInt());
                    case 2 -> buffer.put(at, noise);
                    default -> own.position(at).put(noise, 0, random.nextInt(noise.length));
                }
            }
            LockSupport.parkNanos(200_000);
        }
    }

    private static ByteBuffer mapped() {
        try {
            Path file = Files.createTempFile("emulator", null);
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                return channel.map(FileChannel.MapMode.READ_WRITE, 0, MIB);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static void expect(Object wanted, Object is) {
        if (!wanted.equals(is)) {
            throw new AssertionError("expected " + wanted + ", found " + is);
        }
    }

    /** A copy of a region, kept up to date from its dirty pages alone. */
    private static final class Replica {
        private final Region region;
        private final Client client;
        private final ByteBuffer memory;
        private final byte[] copy;
        private final byte[] part = new byte[4096];

        Replica(Region region) {
            this.region = region;
            client = Tidemark.client("replica");
            memory = region.memory();
            copy = new byte[(int) region.byteSize()];
            expect(region.pageCount(), update()); // all dirty at first
        }

        long update() {
            var dirty = region.harvest(client);
            dirty.forEachRun(this::copy);
            return dirty.pageCount();
        }

        /** By way of a small array, because the agent finds large ones that a buffer is copied into, too. */
        private void copy(long offset, long length) {
            for (long at = offset; at < offset + length; at += part.length) {
                int bytes = (int) Math.min(part.length, offset + length - at);
                memory.get((int) at, part, 0, bytes);
                System.arraycopy(part, 0, copy, (int) at, bytes);
            }
        }

        void compare() {
            int at = memory.mismatch(ByteBuffer.wrap(copy));
            if (at >= 0) {
                throw new AssertionError(
                        "missed byte " + at + " of " + region + ", coverage " + region.coverageReason());
            }
        }
    }
}
