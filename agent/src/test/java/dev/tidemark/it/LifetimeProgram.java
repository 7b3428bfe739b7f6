package dev.tidemark.it;

import dev.tidemark.Region;
import dev.tidemark.RegionKind;
import dev.tidemark.Tidemark;
import java.io.IOException;
import java.lang.ref.Reference;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.BooleanSupplier;

/** Buffers that come and go; {@link LifetimeIT} declares the limits of memory. Exit code 0 if all was as it should be. */
public final class LifetimeProgram {
    private static final int LARGE = 16 << 20;
    private static final int ROUNDS = 300;
    private static final int NAMED = 1 << 20;
    private static final long PATIENCE_NANOS = 120_000_000_000L;

    private LifetimeProgram() {}

    /** Runs the program that the first argument names. */
    public static void main(String[] arguments) throws Exception {
        switch (arguments[0]) {
            case "heap" -> automatic(false);
            case "direct" -> automatic(true);
            case "named-heap" -> named(false);
            case "named-direct" -> named(true);
            case "mapped" -> mapped();
            case "cleaned" -> cleaned();
            case "arena" -> arena();
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private static void automatic(boolean direct) {
        ByteBuffer live = allocate(direct, LARGE);
        String name = Tidemark.regions().get(0).name();
        int most = 0;
        for (int i = 0; i < ROUNDS; i++) {
            ByteBuffer dropped = allocate(direct, LARGE);
            dropped.putLong(LARGE - 8, i);
            most = Math.max(most, Tidemark.regions().size());
        }
        if (most < 2) {
            throw new AssertionError("the buffers were never tracked");
        }
        awaitRegions(1);
        stillWorks(Tidemark.region(name), live);
        System.out.println("done, at most " + most + " regions at a time");
    }

    private static void named(boolean direct) {
        ByteBuffer live = allocate(direct, NAMED);
        Region region = Tidemark.track("live", live);
        for (int i = 0; i < ROUNDS; i++) {
            ByteBuffer dropped = allocate(direct, NAMED);
            Tidemark.track("dropped-" + i, dropped.slice(100, NAMED - 200), 64).markDirty(0, 1);
            dropped.put(i, (byte) i);
        }
        awaitRegions(1);
        stillWorks(region, live);
        System.out.println("done");
    }

    private static void mapped() throws IOException {
        Path file = Files.createTempFile("mapped", ".bin");
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE)) {
            ByteBuffer live = channel.map(MapMode.READ_WRITE, 0, LARGE);
            Region region = Tidemark.regions().get(0);
            expect(RegionKind.MAPPED, region.kind());
            for (int i = 0; i < 100; i++) {
                channel.map(MapMode.READ_WRITE, 0, LARGE).put(0, (byte) i);
                channel.map(MapMode.READ_ONLY, 0, LARGE);
            }
            awaitRegions(1);
            stillWorks(region, live);
            RawMemory.clean(live);
            expect(false, region.isOpen());
            expect(0, Tidemark.regions().size());
        }
        System.out.println("done");
    }

    /** Freed by hand: the region ends at once, and the place can be tracked anew. */
    private static void cleaned() {
        int sameAddress = 0;
        for (int i = 0; i < 200; i++) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(LARGE);
            long address = RawMemory.address(buffer);
            Region region = Tidemark.regions().get(0);
            RawMemory.clean(buffer);
            expect(false, region.isOpen());
            expect(0, Tidemark.regions().size());
            ByteBuffer again = ByteBuffer.allocateDirect(LARGE);
            sameAddress += RawMemory.address(again) == address ? 1 : 0;
            expect(1, Tidemark.regions().size());
            stillWorks(Tidemark.regions().get(0), again);
            RawMemory.clean(again);
        }
        for (int i = 0; i < 200; i++) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(100_000);
            Region region = Tidemark.track("named", buffer.slice(50_000, 1000));
            RawMemory.clean(buffer);
            expect(false, region.isOpen());
        }
        System.out.println("done, same address " + sameAddress + " times");
    }

    /** By reflection: the API is younger than what these tests are compiled for. */
    private static void arena() throws ReflectiveOperationException {
        Class<?> arenaType = Class.forName("java.lang.foreign.Arena");
        Class<?> segmentType = Class.forName("java.lang.foreign.MemorySegment");
        Method allocate = arenaType.getMethod("allocate", long.class, long.class);
        Method asByteBuffer = segmentType.getMethod("asByteBuffer");
        Method address = segmentType.getMethod("address");
        for (String kind : new String[] {"ofConfined", "ofShared"}) {
            for (int i = 0; i < 20; i++) {
                Object arena = arenaType.getMethod(kind).invoke(null);
                Object segment = allocate.invoke(arena, 1L << 20, 8L);
                Region bySegment = Tidemark.track("buffer", (ByteBuffer) asByteBuffer.invoke(segment));
                stillWorks(bySegment, (ByteBuffer) asByteBuffer.invoke(segment));
                Object second = allocate.invoke(arena, 1L << 20, 8L);
                Region byAddress = Tidemark.trackMemory(
                        "address", (Long) address.invoke(second), 1 << 20, 4096, i % 2 == 0 ? arena : second);
                stillWorks(byAddress, (ByteBuffer) asByteBuffer.invoke(second));
                arenaType.getMethod("close").invoke(arena);
                expect(false, bySegment.isOpen());
                expect(false, byAddress.isOpen());
                expect(0, Tidemark.regions().size());
            }
        }
        ofAuto(arenaType, allocate, asByteBuffer);
        awaitRegions(0);
        System.out.println("done");
    }

    private static void ofAuto(Class<?> arenaType, Method allocate, Method asByteBuffer)
            throws ReflectiveOperationException {
        Object arena = arenaType.getMethod("ofAuto").invoke(null);
        ByteBuffer buffer = (ByteBuffer) asByteBuffer.invoke(allocate.invoke(arena, 1L << 20, 8L));
        stillWorks(Tidemark.track("auto", buffer), buffer);
    }

    private static ByteBuffer allocate(boolean direct, int capacity) {
        return direct ? ByteBuffer.allocateDirect(capacity) : ByteBuffer.allocate(capacity);
    }

    private static void stillWorks(Region region, ByteBuffer buffer) {
        region.harvest(Tidemark.client("it"));
        buffer.put(5000, (byte) 1);
        expect(1L, region.harvest(Tidemark.client("it")).pageCount());
        expect(true, region.isOpen());
        Reference.reachabilityFence(buffer);
    }

    private static void awaitRegions(int count) {
        await(() -> Tidemark.regions().size() == count, () -> "regions left: " + Tidemark.regions());
    }

    private static void await(BooleanSupplier condition, java.util.function.Supplier<String> what) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(what.get());
            }
            System.gc();
            Thread.onSpinWait();
        }
    }

    private static void expect(Object wanted, Object found) {
        if (!wanted.equals(found)) {
            throw new AssertionError("expected " + wanted + ", found " + found);
        }
    }
}
