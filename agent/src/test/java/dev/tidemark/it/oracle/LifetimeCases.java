package dev.tidemark.it.oracle;

import dev.tidemark.Coverage;
import dev.tidemark.Region;
import dev.tidemark.RegionKind;
import dev.tidemark.Tidemark;
import dev.tidemark.it.RawMemory;
import java.lang.management.ManagementFactory;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import javax.management.ObjectName;

/**
 * Where regions begin and end, and where their arrays get out: no writes, but what a write needs to be seen. The agent must run with {@code min} at most
 * {@value #LARGE} bytes.
 */
final class LifetimeCases {
    static final int LARGE = 8 << 20;

    /** Bytes from which on the agent knows whether an array was handed out. */
    private static final int WATCHED = 512 << 10;

    private static final Api ARRAY = Api.of(ByteBuffer.class, "array");
    private static final Api WRAP = Api.of(ByteBuffer.class, "wrap", byte[].class, int.class, int.class);
    private static final Api ALLOCATE = Api.of(ByteBuffer.class, "allocate", int.class);
    private static final Api ALLOCATE_DIRECT = Api.of(ByteBuffer.class, "allocateDirect", int.class);
    private static final Api MAP = Api.of(FileChannel.class, "map", MapMode.class, long.class, long.class);

    private LifetimeCases() {}

    static List<Case> cases() {
        List<Case> cases = new ArrayList<>(List.of(
                row("allocate", t -> born(RegionKind.HEAP, (ByteBuffer) ALLOCATE.call(null, LARGE)), ALLOCATE),
                row(
                        "allocate direct",
                        t -> born(RegionKind.DIRECT, (ByteBuffer) ALLOCATE_DIRECT.call(null, LARGE)),
                        ALLOCATE_DIRECT),
                row("map", t -> born(RegionKind.MAPPED, map(LARGE)), MAP),
                row("free direct", t -> cleaned(ByteBuffer.allocateDirect(Memory.SIZE))),
                row("unmap", t -> cleaned(map(Memory.SIZE)), MAP),
                row("free", t -> freed(false)),
                row("reallocate", t -> freed(true)),
                row(
                        "beans",
                        t -> Expect.that(
                                ManagementFactory.getPlatformMBeanServer()
                                        .isRegistered(new ObjectName("dev.tidemark:type=Tracker")),
                                "no beans"))));
        cases.add(row("array", t -> escaped((buffer, array) -> ARRAY.call(buffer)), ARRAY));
        cases.add(row("wrap", t -> escaped((buffer, array) -> WRAP.call(null, array, 5, 10)), WRAP));
        for (String foreign : List.of("java.lang.foreign.MemorySegment", "jdk.incubator.foreign.MemorySegment")) {
            addDoors(cases, foreign);
        }
        return cases;
    }

    /** The doors of memory segments, in whichever package this JDK has them. */
    private static void addDoors(List<Case> cases, String name) {
        Class<?> segment;
        try {
            segment = Class.forName(name);
        } catch (ClassNotFoundException e) {
            return;
        }
        Api ofArray = Api.of(segment, "ofArray", byte[].class);
        cases.add(row(
                "segment of an array", t -> escaped((buffer, array) -> ofArray.call(null, (Object) array)), ofArray));
        if (Runtime.version().feature() >= 22) {
            Api ofBuffer = Api.of(segment, "ofBuffer", Buffer.class);
            Api heapBase = Api.of(segment, "heapBase");
            cases.add(row(
                    "heap base",
                    t -> escaped((buffer, array) -> heapBase.call(ofBuffer.call(null, buffer))),
                    heapBase));
            Api address = Api.of(segment, "address");
            cases.add(row("address", t -> exposed(buffer -> address.call(ofBuffer.call(null, buffer))), address));
        } else {
            Api ofBuffer = Api.of(segment, "ofByteBuffer", ByteBuffer.class);
            Api address = Api.of(segment, "address");
            Api number = Api.of(address.method().getReturnType(), "toRawLongValue");
            cases.add(row(
                    "address", t -> exposed(buffer -> number.call(address.call(ofBuffer.call(null, buffer)))), number));
        }
    }

    private interface Pointer {
        void take(ByteBuffer buffer) throws Throwable;
    }

    private static void exposed(Pointer pointer) throws Throwable {
        ByteBuffer buffer = ByteBuffer.allocateDirect(Memory.SIZE);
        try (Region region = Tidemark.track("oracle-exposed", buffer, Memory.PAGE)) {
            Expect.that(region.coverage() == Coverage.COMPLETE, "coverage before: " + region.coverage());
            pointer.take(buffer);
            Expect.that(region.coverage() == Coverage.NATIVE_EXPOSED, "coverage afterwards: " + region.coverage());
        }
    }

    private interface Door {
        void open(ByteBuffer buffer, byte[] array) throws Throwable;
    }

    /** The array was had without any door: by Unsafe, which no other knows of. */
    private static void escaped(Door door) throws Throwable {
        ByteBuffer buffer = ByteBuffer.allocate(WATCHED);
        try (Region region = Tidemark.track("oracle-escaped", buffer, Memory.PAGE)) {
            Expect.that(region.coverage() == Coverage.COMPLETE, "coverage before: " + region.coverage());
            door.open(buffer, RawMemory.array(buffer));
            Expect.that(region.coverage() == Coverage.ARRAY_ESCAPED, "coverage afterwards: " + region.coverage());
        }
    }

    private static Case row(String name, Operation operation, Api... apis) {
        return Case.exact(name, operation, apis)
                .on(EnumSet.of(Kind.RAW))
                .shapes(Case.Shapes.ONE)
                .mayWriteNothing();
    }

    private static void born(RegionKind kind, ByteBuffer buffer) {
        boolean found = false;
        for (Region region : Tidemark.regions()) {
            if (region.kind() == kind && region.byteSize() == buffer.capacity()) {
                found = true;
                region.close();
            }
        }
        Expect.that(found, "the buffer is not tracked: " + buffer);
    }

    private static void cleaned(ByteBuffer buffer) {
        Region region = Tidemark.track("oracle-cleaned", buffer, Memory.PAGE);
        RawMemory.clean(buffer);
        ended(region);
    }

    private static void freed(boolean byReallocation) {
        long address = RawMemory.allocate(Memory.SIZE);
        long moved = 0;
        Region region = Tidemark.trackMemory("oracle-freed", address, Memory.SIZE, Memory.PAGE, LifetimeCases.class);
        if (byReallocation) {
            moved = RawMemory.reallocate(address, 2L * Memory.SIZE);
        } else {
            RawMemory.free(address);
        }
        ended(region);
        RawMemory.free(moved);
    }

    private static void ended(Region region) {
        boolean open = region.isOpen();
        region.close();
        Expect.that(!open, "the memory was freed and the region is open");
    }

    private static ByteBuffer map(int size) throws Throwable {
        Path file = Files.createTempFile("oracle", ".mapped");
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE)) {
            return (ByteBuffer) MAP.call(channel, MapMode.READ_WRITE, 0L, (long) size);
        }
    }
}
