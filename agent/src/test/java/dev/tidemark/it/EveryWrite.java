package dev.tidemark.it;

import dev.tidemark.Client;
import dev.tidemark.Coverage;
import dev.tidemark.RegionKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Random writes by every way to write a buffer, judged by the bytes and by a shadow model. As a program of its own it runs under
 * flags of a JVM; enough writes go through each way that all of it is compiled.
 */
public final class EveryWrite {
    private static final int[] PAGE_SIZES = {64, 128, 512, 4096, 64 << 10, 1 << 20, 2 << 20};
    private static final int[] SIZES = {70_001, 1_000_003, 5_500_007};

    /** Of each size, in tenths: large memory takes long to compare. */
    private static final int[] SHARES = {3, 6, 1};

    private final Map<String, Integer> ways = new TreeMap<>();

    /** The number of writes per kind of memory. */
    public static void main(String[] arguments) throws IOException {
        long seed = Seed.of("EveryWrite");
        EveryWrite all = new EveryWrite();
        for (RegionKind kind : RegionKind.values()) {
            all.run(kind, Integer.parseInt(arguments[0]), new Random(seed + kind.ordinal()));
        }
        System.out.println(all + ", 0 missed");
    }

    /** So many writes, at least, to memory of one kind, with 64 clients. Throws if one was missed. */
    void run(RegionKind kind, int writes, Random random) throws IOException {
        try (Clients64 clients = new Clients64()) {
            for (int i = 0; i < SIZES.length; i++) {
                try (MemoryUnderTest memory = memory(kind, SIZES[i], random, clients.all())) {
                    hammer(memory, kind, writes / 10 * SHARES[i], random, clients.all());
                }
            }
        }
    }

    /** How many writes were done, by way. */
    @Override
    public String toString() {
        return "writes by way: " + ways + ", in all "
                + ways.values().stream().mapToInt(Integer::intValue).sum();
    }

    private static MemoryUnderTest memory(RegionKind kind, int size, Random random, List<Client> clients)
            throws IOException {
        MemoryUnderTest memory = new MemoryUnderTest(kind, size);
        int at = 1 + random.nextInt(size / 50);
        for (int left = 4; left > 0; left--) {
            int most = (size - at) / left;
            int length = most - random.nextInt(most / 3);
            memory.track(at, length, PAGE_SIZES[random.nextInt(PAGE_SIZES.length)], clients);
            at += length + (random.nextBoolean() ? 0 : random.nextInt(1000)); // some regions are neighbours
        }
        // Nobody allocated these arrays under the agent's eyes with a size that it watches.
        Coverage expected = kind == RegionKind.HEAP ? Coverage.ARRAY_ESCAPED : Coverage.COMPLETE;
        for (ShadowRegion region : memory.regions()) {
            if (region.region().coverage() != expected) {
                throw new AssertionError("coverage should be " + expected + ": "
                        + region.region().coverage());
            }
        }
        return memory;
    }

    private void hammer(MemoryUnderTest memory, RegionKind kind, int writes, Random random, List<Client> clients) {
        Client comparer = clients.get(0);
        for (int done = 0; done < writes; ) {
            Picker pick = new Picker(random, memory.edges(random));
            BufferWrites buffers = new BufferWrites(pick);
            ViewWrites views = new ViewWrites(pick);
            HandleWrites handles = new HandleWrites(pick);
            UnsafeWrites unsafe = new UnsafeWrites(pick);
            int batch = 20 + random.nextInt(memory.size() < 2_000_000 ? 400 : 4000);
            for (int i = 0; i < batch; i++) {
                String way = kind == RegionKind.NATIVE
                        ? "unsafe"
                        : List.of("buffer", "buffer", "view", "handle", "unsafe")
                                .get(random.nextInt(5));
                if (way.equals("unsafe")) {
                    unsafe.write(memory.array(), memory.start(), memory.size(), memory::touched);
                } else {
                    View view = view(memory.whole(), random);
                    switch (way) {
                        case "buffer" -> buffers.write(view.buffer, view.base, memory::touched);
                        case "view" -> views.write(view.buffer, view.base, memory::touched);
                        default -> handles.write(view.buffer, view.base, memory::touched);
                    }
                }
                ways.merge(kind + " " + way, 1, Integer::sum);
            }
            done += batch;
            for (ShadowRegion region : memory.regions()) {
                for (int i = random.nextInt(4); i > 0; i--) {
                    region.operate(random, clients.get(1 + random.nextInt(clients.size() - 1)));
                }
                region.compareBytes(memory.bytes(region), comparer);
            }
        }
        for (ShadowRegion region : memory.regions()) {
            for (Client client : clients) {
                region.compareBytes(memory.bytes(region), client);
            }
        }
    }

    /** The whole buffer, or a slice or duplicate of a slice or duplicate of it. */
    private static View view(ByteBuffer whole, Random random) {
        ByteBuffer buffer = whole.duplicate();
        long base = 0;
        for (int i = random.nextInt(4); i > 0; i--) {
            int from = random.nextInt(Math.min(200, buffer.capacity() / 2 + 1));
            int length = buffer.capacity() - from - random.nextInt(Math.min(200, buffer.capacity() - from));
            switch (random.nextInt(3)) {
                case 0 -> {
                    buffer = buffer.slice(from, length);
                    base += from;
                }
                case 1 -> {
                    buffer = buffer.clear().position(from).limit(from + length).slice();
                    base += from;
                }
                default -> buffer = buffer.duplicate();
            }
        }
        return new View(buffer, base);
    }

    /** {@code base} is where index 0 is in the memory. */
    private record View(ByteBuffer buffer, long base) {}
}
