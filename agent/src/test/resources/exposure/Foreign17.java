import static jdk.incubator.foreign.CLinker.C_INT;
import static jdk.incubator.foreign.CLinker.C_LONG;
import static jdk.incubator.foreign.CLinker.C_POINTER;

import dev.tidemark.Coverage;
import dev.tidemark.it.exposure.Watched;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import jdk.incubator.foreign.CLinker;
import jdk.incubator.foreign.FunctionDescriptor;
import jdk.incubator.foreign.MemoryAccess;
import jdk.incubator.foreign.MemoryAddress;
import jdk.incubator.foreign.MemorySegment;
import jdk.incubator.foreign.ResourceScope;

/** Native code that writes tracked memory, JDK 17. Run from source by the JDK under test; prints what was compared. */
public class Foreign17 {
    private static final int SIZE = 64 << 10;
    private static final int ROUNDS = 5;
    private static final CLinker LINKER = CLinker.getInstance();

    private final Random random;
    private int lastFill;
    private final ResourceScope scope = ResourceScope.newSharedScope();
    private int cases;

    private Foreign17(long seed) {
        random = new Random(seed);
    }

    public static void main(String[] arguments) throws Throwable {
        Foreign17 program = new Foreign17(Long.parseLong(arguments[1]));
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
        // All of them before the first handle: what is tracked after it may be in native hands already.
        Watched untouched = direct("untouched");
        Watched memset = direct("memset");
        Watched memcpy = scoped("memcpy");
        Watched snprintf = mapped("snprintf");
        Watched slice = direct("slice");
        Watched read = direct("read");
        Watched pointer = direct("pointer");
        Watched number = scoped("number");

        MethodHandle set = handle(
                "memset",
                MethodType.methodType(MemoryAddress.class, MemoryAddress.class, int.class, long.class),
                FunctionDescriptor.of(C_POINTER, C_POINTER, C_INT, C_LONG));
        MethodHandle copy = handle(
                "memcpy",
                MethodType.methodType(MemoryAddress.class, MemoryAddress.class, MemoryAddress.class, long.class),
                FunctionDescriptor.of(C_POINTER, C_POINTER, C_POINTER, C_LONG));
        run(memset, segment ->
                take((MemoryAddress) set.invokeExact(segment.asSlice(at()).address(), fill(), 700L)));
        run(memcpy, segment ->
                take((MemoryAddress) copy.invokeExact(segment.address().addOffset(at()), noise(900).address(), 900L)));
        run(slice, segment -> take((MemoryAddress)
                set.invokeExact(MemorySegment.ofByteBuffer(slice.buffer().slice(9000, 500)).address(), fill(), 500L)));
        MethodHandle print = handle(
                "snprintf",
                MethodType.methodType(int.class, MemoryAddress.class, long.class, MemoryAddress.class, int.class),
                FunctionDescriptor.of(C_INT, C_POINTER, C_LONG, C_POINTER, CLinker.asVarArg(C_INT)));
        run(snprintf, segment -> {
            MemoryAddress format = CLinker.toCString("number %d", scope).address();
            int length = (int) print.invokeExact(segment.asSlice(at()).address(), 50L, format, random.nextInt());
        });
        reads(read, pointer, number);

        untouched.expect(Coverage.COMPLETE);
        untouched.expectUntouched();
        untouched.buffer().put(7, (byte) 7);
        untouched.expectExact();

        Watched late = direct("late");
        late.expect(Coverage.NATIVE_EXPOSED, "before the memory was tracked");
        take((MemoryAddress) set.invokeExact(MemorySegment.ofByteBuffer(late.buffer()).address(), 5, 700L));
        late.expectExact();
        cases += 2;
    }

    /** Pointers that native code finds in memory. */
    private void reads(Watched read, Watched pointer, Watched number) throws Throwable {
        Path file = Files.write(Files.createTempFile("noise", null), noiseBytes(1 << 20));
        MethodHandle open = handle(
                "open",
                MethodType.methodType(int.class, MemoryAddress.class, int.class),
                FunctionDescriptor.of(C_INT, C_POINTER, C_INT));
        int descriptor = (int) open.invokeExact(CLinker.toCString(file.toString(), scope).address(), 0);
        Files.delete(file);
        MethodHandle plain = handle(
                "read",
                MethodType.methodType(long.class, int.class, MemoryAddress.class, long.class),
                FunctionDescriptor.of(C_LONG, C_INT, C_POINTER, C_LONG));
        run(read, segment -> {
            long count = (long) plain.invokeExact(descriptor, segment.asSlice(at()).address(), 600L);
        });
        MethodHandle scatter = handle(
                "readv",
                MethodType.methodType(long.class, int.class, MemoryAddress.class, int.class),
                FunctionDescriptor.of(C_LONG, C_INT, C_POINTER, C_INT));
        MemorySegment vector = MemorySegment.allocateNative(16, 8, scope);
        MemoryAccess.setLongAtOffset(vector, 8, 600);
        run(pointer, segment -> {
            MemoryAccess.setAddressAtOffset(vector, 0, segment.asSlice(at()).address());
            long count = (long) scatter.invokeExact(descriptor, vector.address(), 1);
        });
        run(number, segment -> {
            MemoryAccess.setLongAtOffset(vector, 0, segment.asSlice(at()).address().toRawLongValue());
            long count = (long) scatter.invokeExact(descriptor, vector.address(), 1);
        });
    }

    /** With {@code escape=fail}: native code is not called, and one line says why. */
    private void refused() throws Throwable {
        Watched direct = direct("direct");
        MemorySegment segment = MemorySegment.ofByteBuffer(direct.buffer());
        MethodHandle set = handle(
                "memset",
                MethodType.methodType(MemoryAddress.class, MemoryAddress.class, int.class, long.class),
                FunctionDescriptor.of(C_POINTER, C_POINTER, C_INT, C_LONG));
        try {
            take((MemoryAddress) set.invokeExact(segment.address(), 1, 700L));
            throw new AssertionError("not refused");
        } catch (IllegalStateException e) {
            expectLine(e);
        }
        direct.expect(Coverage.COMPLETE);
        direct.expectUntouched();
        try {
            direct("late");
            throw new AssertionError("not refused");
        } catch (IllegalArgumentException e) {
            expectLine(e);
        }
        cases += 2;
    }

    private static void expectLine(Exception e) {
        if (!e.getMessage().contains("is refused") || !e.getMessage().contains("escape=fail") || e.getMessage().contains("\n")) {
            throw new AssertionError("no clear line", e);
        }
    }

    private void run(Watched region, Call call) throws Throwable {
        region.expect(Coverage.COMPLETE);
        MemorySegment segment = MemorySegment.ofByteBuffer(region.buffer());
        for (int i = 0; i < ROUNDS; i++) {
            call.on(segment);
            region.expect(Coverage.NATIVE_EXPOSED, "a pointer passed");
            region.expectExact();
            cases++;
        }
        region.putOthers(at(), 100, random);
        region.expectExact();
    }

    private Watched direct(String name) {
        return new Watched(name, ByteBuffer.allocateDirect(SIZE));
    }

    private Watched scoped(String name) {
        return new Watched(name, MemorySegment.allocateNative(SIZE, 64, scope).asByteBuffer());
    }

    private Watched mapped(String name) throws Exception {
        Path file = Files.createTempFile("mapped", null);
        file.toFile().deleteOnExit();
        MemorySegment segment = MemorySegment.mapFile(file, 0, SIZE, FileChannel.MapMode.READ_WRITE, scope);
        return new Watched(name, segment.asByteBuffer());
    }

    private static MethodHandle handle(String name, MethodType type, FunctionDescriptor shape) {
        return LINKER.downcallHandle(CLinker.systemLookup().lookup(name).get(), type, shape);
    }

    /** Takes a result that the exact call needs and nobody else does. */
    private static void take(MemoryAddress ignored) {}

    /** A byte that fresh memory does not hold, and that the call before did not write. */
    private int fill() {
        lastFill = 1 + (lastFill + random.nextInt(254)) % 255;
        return lastFill;
    }

    private int at() {
        return random.nextInt(SIZE - 2000);
    }

    private MemorySegment noise(int length) {
        MemorySegment segment = MemorySegment.allocateNative(length, scope);
        segment.asByteBuffer().put(noiseBytes(length));
        return segment;
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
