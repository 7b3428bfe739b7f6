import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.tidemark.Coverage;
import dev.tidemark.it.exposure.Watched;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;

/** Native code that writes tracked memory, JDK 22 and newer. Run from source by the JDK under test; prints what was compared. */
public class Foreign22 {
    private static final int SIZE = 64 << 10;
    private static final int ROUNDS = 5;
    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout IO_VECTOR = MemoryLayout.structLayout(ADDRESS.withName("base"), JAVA_LONG.withName("length"));

    private final Random random;
    private int lastFill;
    private final Arena arena = Arena.ofShared();
    private int cases;

    private Foreign22(long seed) {
        random = new Random(seed);
    }

    public static void main(String[] arguments) throws Throwable {
        Foreign22 program = new Foreign22(Long.parseLong(arguments[1]));
        if (arguments[0].equals("refused")) {
            program.refused();
        } else {
            program.exact();
        }
        if (Watched.pagesOver() != 0) {
            throw new AssertionError("over-marked: " + Watched.counts());
        }
        System.out.println("cases " + program.cases + ", " + Watched.counts());
    }

    private interface Call {
        void on(MemorySegment segment) throws Throwable;
    }

    private void exact() throws Throwable {
        // All of them before the first call: what is tracked after it may be in native hands already.
        Watched untouched = direct("untouched");
        Watched internal = arena("internal");
        Watched returned = direct("returned");
        Watched memset = direct("memset");
        Watched slice = direct("slice");
        Watched memcpy = arena("memcpy");
        Watched snprintf = mapped("snprintf");
        Watched read = direct("read");
        Watched pointer = direct("pointer");
        Watched number = arena("number");
        Watched reference = direct("reference");
        Watched errno = arena("errno");
        Watched upcall = direct("upcall");
        Watched critical = direct("critical");
        Watched heap = new Watched("heap", ByteBuffer.allocate(512 << 10));

        MethodHandle set = handle("memset", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT, JAVA_LONG));
        MethodHandle copy = handle("memcpy", FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS, JAVA_LONG));
        run(memset, "a pointer passed", segment ->
                address((MemorySegment) set.invokeExact(segment.asSlice(at(), 700), fill(), 700L)));
        run(slice, "a pointer passed", segment ->
                address((MemorySegment) set.invokeExact(MemorySegment.ofBuffer(slice.buffer().slice(9000, 500)), fill(), 500L)));
        run(memcpy, "a pointer passed", segment ->
                address((MemorySegment) copy.invokeExact(segment.asSlice(at()), noise(900), 900L)));
        MethodHandle print = LINKER.downcallHandle(
                LINKER.defaultLookup().find("snprintf").orElseThrow(),
                FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, JAVA_INT),
                Linker.Option.firstVariadicArg(3));
        run(snprintf, "a pointer passed", segment -> {
            int length = (int) print.invokeExact(segment.asSlice(at()), 50L, arena.allocateFrom("number %d"), random.nextInt());
        });
        reads(read, pointer, number, reference);

        MemoryLayout state = Linker.Option.captureStateLayout();
        MethodHandle close = LINKER.downcallHandle(
                LINKER.defaultLookup().find("close").orElseThrow(),
                FunctionDescriptor.of(JAVA_INT, JAVA_INT),
                Linker.Option.captureCallState("errno"));
        run(errno, "a pointer passed", segment -> {
            MemorySegment captured = segment.asSlice(8L * cases, state); // never twice the same place
            int result = (int) close.invokeExact(captured, -1);
        });
        upcall(upcall, set);

        returned(returned);
        internal(internal);
        untouched.expect(Coverage.COMPLETE);
        untouched.expectUntouched();
        untouched.buffer().put(7, (byte) 7);
        untouched.expectExact();
        cases++;

        heap.expect(Coverage.COMPLETE);
        MethodHandle fast = LINKER.downcallHandle(
                LINKER.defaultLookup().find("memset").orElseThrow(),
                FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT, JAVA_LONG),
                Linker.Option.critical(true));
        run(heap, "critical(true)", segment ->
                address((MemorySegment) fast.invokeExact(segment.asSlice(at(), 700), fill(), 700L)));
        run(critical, "critical(true)", segment ->
                address((MemorySegment) fast.invokeExact(segment.asSlice(at(), 700), fill(), 700L)));

        Watched late = direct("late");
        run(late, "critical(true)", segment ->
                address((MemorySegment) set.invokeExact(segment.asSlice(at(), 700), fill(), 700L)));
    }

    /** Pointers that native code finds in memory. */
    private void reads(Watched read, Watched pointer, Watched number, Watched reference) throws Throwable {
        Path file = Files.write(Files.createTempFile("noise", null), noiseBytes(1 << 20));
        MethodHandle open = handle("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
        int descriptor = (int) open.invokeExact(arena.allocateFrom(file.toString()), 0);
        Files.delete(file);
        MethodHandle plain = handle("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
        run(read, "a pointer passed", segment -> {
            long count = (long) plain.invokeExact(descriptor, segment.asSlice(at()), 600L);
        });
        MethodHandle scatter = handle("readv", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
        MemorySegment vector = arena.allocate(IO_VECTOR);
        vector.set(JAVA_LONG, 8, 600);
        VarHandle base = IO_VECTOR.varHandle(MemoryLayout.PathElement.groupElement("base"));
        run(pointer, "a pointer passed", segment -> {
            base.set(vector, 0L, segment.asSlice(at()));
            long count = (long) scatter.invokeExact(descriptor, vector, 1);
        });
        run(number, "address()", segment -> {
            vector.set(JAVA_LONG, 0, segment.asSlice(at()).address());
            long count = (long) scatter.invokeExact(descriptor, vector, 1);
        });
        MethodHandle address = MethodHandles.publicLookup().findVirtual(MemorySegment.class, "address", MethodType.methodType(long.class));
        run(reference, "address()", segment -> {
            vector.set(JAVA_LONG, 0, (long) address.invoke(segment.asSlice(at())));
            long count = (long) scatter.invokeExact(descriptor, vector, 1);
        });
    }

    /** Java code that hands a pointer back to its native caller. */
    private void upcall(Watched region, MethodHandle set) throws Throwable {
        MemorySegment segment = MemorySegment.ofBuffer(region.buffer());
        MethodHandle target = MethodHandles.dropArguments(
                MethodHandles.constant(MemorySegment.class, segment.asSlice(1000)), 0, MemorySegment.class);
        FunctionDescriptor shape = FunctionDescriptor.of(ADDRESS, ADDRESS);
        MemorySegment stub = LINKER.upcallStub(target, shape, arena);
        MethodHandle through = LINKER.downcallHandle(stub, shape);
        run(region, "a pointer passed", ignored -> {
            MemorySegment back = (MemorySegment) through.invokeExact(MemorySegment.NULL);
            address((MemorySegment) set.invokeExact(back, fill(), 300L));
        });
    }

    /** A struct by value is stored by Java code, which the agent sees. */
    private void returned(Watched region) throws Throwable {
        StructLayout quotient = MemoryLayout.structLayout(JAVA_LONG, JAVA_LONG);
        MethodHandle divide = handle("ldiv", FunctionDescriptor.of(quotient, JAVA_LONG, JAVA_LONG));
        MemorySegment segment = MemorySegment.ofBuffer(region.buffer());
        for (int i = 0; i < ROUNDS; i++) {
            SegmentAllocator into = SegmentAllocator.prefixAllocator(segment.asSlice(at() & -8));
            long by = 2 + random.nextInt(1000); // a quotient and a rest that are not what fresh memory holds
            long number = by * (1 + random.nextInt(1 << 30)) + 1 + random.nextInt((int) by - 1);
            MemorySegment result = (MemorySegment) divide.invokeExact(into, number, by);
            region.expectExact();
            cases++;
        }
    }

    /** The JDK's own questions for an address. */
    private void internal(Watched region) {
        MemorySegment segment = MemorySegment.ofBuffer(region.buffer());
        String text = segment.toString();
        segment.maxByteAlignment();
        segment.asOverlappingSlice(segment.asSlice(5, 10)).orElseThrow();
        segment.asSlice(8, 16, 8);
        SegmentAllocator slices = SegmentAllocator.slicingAllocator(segment);
        slices.allocate(100, 8).fill((byte) text.length());
        segment.equals(segment.asSlice(1));
        segment.hashCode();
        segment.mismatch(segment.asSlice(1));
        region.expect(Coverage.COMPLETE);
        region.expectExact();
        cases++;
    }

    /** With {@code escape=fail}: native code is not called, and one line says why. */
    private void refused() throws Throwable {
        Watched direct = direct("direct");
        Watched heap = new Watched("heap", ByteBuffer.allocate(512 << 10));
        MemorySegment segment = MemorySegment.ofBuffer(direct.buffer());
        MethodHandle set = handle("memset", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT, JAVA_LONG));
        expectRefusal(() -> address((MemorySegment) set.invokeExact(segment, 1, 700L)));
        MemorySegment holder = arena.allocate(ADDRESS);
        expectRefusal(() -> holder.set(ADDRESS, 0, segment));
        expectRefusal(() -> segment.address());
        expectRefusal(() -> Linker.Option.critical(true));
        for (Watched each : new Watched[] {direct, heap}) {
            each.expect(Coverage.COMPLETE);
            each.expectUntouched();
        }
        try {
            direct("late");
            throw new AssertionError("not refused");
        } catch (IllegalArgumentException e) {
            expectLine(e);
        }
    }

    private interface Refused {
        void run() throws Throwable;
    }

    private void expectRefusal(Refused call) throws Throwable {
        try {
            call.run();
        } catch (IllegalStateException e) {
            expectLine(e);
            cases++;
            return;
        }
        throw new AssertionError("not refused");
    }

    private static void expectLine(Exception e) {
        if (!e.getMessage().contains("is refused") || !e.getMessage().contains("escape=fail") || e.getMessage().contains("\n")) {
            throw new AssertionError("no clear line", e);
        }
    }

    private void run(Watched region, String words, Call call) throws Throwable {
        if (!words.startsWith("critical")) {
            region.expect(Coverage.COMPLETE);
        }
        MemorySegment segment = MemorySegment.ofBuffer(region.buffer());
        for (int i = 0; i < ROUNDS; i++) {
            call.on(segment);
            region.expect(Coverage.NATIVE_EXPOSED, words);
            region.expectExact();
            cases++;
        }
        region.putOthers(at(), 100, random);
        region.expectExact();
    }

    private Watched direct(String name) {
        return new Watched(name, ByteBuffer.allocateDirect(SIZE));
    }

    private Watched arena(String name) {
        return new Watched(name, arena.allocate(SIZE, 64).asByteBuffer());
    }

    private Watched mapped(String name) throws Exception {
        Path file = Files.createTempFile("mapped", null);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE)) {
            return new Watched(name, channel.map(FileChannel.MapMode.READ_WRITE, 0, SIZE, arena).asByteBuffer());
        }
    }

    private static MethodHandle handle(String name, FunctionDescriptor shape) {
        return LINKER.downcallHandle(LINKER.defaultLookup().find(name).orElseThrow(), shape);
    }

    /** Takes a result that the exact call needs and nobody else does. */
    private static void address(MemorySegment ignored) {}

    /** A byte that fresh memory does not hold, and that the call before did not write. */
    private int fill() {
        lastFill = 1 + (lastFill + random.nextInt(254)) % 255;
        return lastFill;
    }

    private int at() {
        return random.nextInt(SIZE - 2000);
    }

    private MemorySegment noise(int length) {
        return arena.allocateFrom(ValueLayout.JAVA_BYTE, noiseBytes(length));
    }

    /** Without a zero, which fresh memory holds. */
    private byte[] noiseBytes(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (1 + random.nextInt(255));
        }
        return bytes;
    }
}
