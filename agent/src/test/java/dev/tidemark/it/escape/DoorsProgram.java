package dev.tidemark.it.escape;

import dev.tidemark.Client;
import dev.tidemark.Coverage;
import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.Checksum;

/** Every way to get at the array of a heap buffer. Each is tried on a region of its own, which is complete before. */
final class DoorsProgram {
    static final int PAGE = 4096;
    static final int SIZE = 256 << 10;

    private static final MethodType ARRAY = MethodType.methodType(byte[].class);
    private static final int JDK = Runtime.version().feature();
    private static int regions;

    private DoorsProgram() {}

    /** A way; returns the array, or null if it lies in other hands by then. */
    interface Door {
        byte[] open(ByteBuffer buffer) throws Throwable;
    }

    static Map<String, Door> all() throws ReflectiveOperationException {
        Map<String, Door> doors = new LinkedHashMap<>();
        doors.put("array()", ByteBuffer::array);
        doors.put("array() of a slice", buffer -> buffer.slice(100, 200).array());
        doors.put("array() of a duplicate", buffer -> buffer.duplicate().array());
        doors.put("array() of a lambda", buffer -> ((Function<ByteBuffer, byte[]>) each -> each.array()).apply(buffer));
        doors.put(
                "method reference in a stream of the JDK",
                buffer -> Stream.of(buffer).map(ByteBuffer::array).findFirst().orElseThrow());
        doors.put("lambda in a method of the JDK", buffer -> {
            AtomicReference<byte[]> got = new AtomicReference<>();
            List.of(buffer).forEach(each -> got.set(each.array()));
            return got.get();
        });
        Method array = ByteBuffer.class.getMethod("array");
        doors.put("reflection", buffer -> (byte[]) array.invoke(buffer));
        doors.put("reflection, often", buffer -> {
            for (int i = 0; i < 50; i++) { // the JDK makes a class for it after a while
                array.invoke(ByteBuffer.allocate(1));
            }
            return (byte[]) array.invoke(buffer);
        });
        MethodHandle handle = MethodHandles.publicLookup().findVirtual(ByteBuffer.class, "array", ARRAY);
        doors.put("method handle", buffer -> (byte[]) handle.invokeExact(buffer));
        doors.put("method handle with arguments", buffer -> (byte[]) handle.invokeWithArguments(buffer));
        Function<?, ?> proxy = MethodHandleProxies.asInterfaceInstance(
                Function.class, handle.asType(MethodType.methodType(Object.class, Object.class)));
        doors.put("method handle behind a proxy", buffer -> (byte[]) apply(proxy, buffer));
        doors.put("method handle behind a proxy in a stream of the JDK", buffer -> Stream.of(buffer)
                .map(each -> (byte[]) apply(proxy, each))
                .findFirst()
                .orElseThrow());
        doors.put("an implementation of Checksum", buffer -> {
            Keeper keeper = new Keeper();
            keeper.update(buffer);
            return keeper.kept;
        });
        doors.put("the buffer that the region gives", buffer -> Tidemark.regions().stream()
                .filter(region -> region.kind() == dev.tidemark.RegionKind.HEAP)
                .reduce((first, second) -> second)
                .orElseThrow()
                .memory()
                .array());
        doors.put("another thread", buffer -> {
            AtomicReference<byte[]> got = new AtomicReference<>();
            Thread thread = new Thread(() -> got.set(buffer.array()));
            thread.start();
            thread.join();
            return got.get();
        });
        doors.put("wrap of an array got by other means", buffer -> {
            byte[] stolen = stolen(buffer);
            ByteBuffer.wrap(stolen);
            return stolen;
        });
        doors.put("wrap of a part of an array got by other means", buffer -> {
            byte[] stolen = stolen(buffer);
            ByteBuffer.wrap(stolen, 10, 20);
            return stolen;
        });
        if (JDK >= 22) {
            addSegments(doors);
        } else if (ModuleLayer.boot().findModule("jdk.incubator.foreign").isPresent()) {
            Method ofArray =
                    Class.forName("jdk.incubator.foreign.MemorySegment").getMethod("ofArray", byte[].class);
            doors.put("MemorySegment.ofArray", buffer -> ofArray(ofArray, buffer));
        }
        return doors;
    }

    private static void addSegments(Map<String, Door> doors) throws ReflectiveOperationException {
        Class<?> segment = Class.forName("java.lang.foreign.MemorySegment");
        Method ofBuffer = segment.getMethod("ofBuffer", java.nio.Buffer.class);
        Method heapBase = segment.getMethod("heapBase");
        Method asByteBuffer = segment.getMethod("asByteBuffer");
        Method ofArray = segment.getMethod("ofArray", byte[].class);
        MethodHandle base = MethodHandles.publicLookup().unreflect(heapBase);
        doors.put("heapBase() by reflection", buffer -> optional(heapBase.invoke(ofBuffer.invoke(null, buffer))));
        doors.put("heapBase() by method handle", buffer -> optional(base.invoke(ofBuffer.invoke(null, buffer))));
        doors.put(
                "array() of a segment's buffer",
                buffer -> ((ByteBuffer) asByteBuffer.invoke(ofBuffer.invoke(null, buffer))).array());
        doors.put("MemorySegment.ofArray", buffer -> ofArray(ofArray, buffer));
        Method startVirtual = Thread.class.getMethod("startVirtualThread", Runnable.class);
        doors.put("a virtual thread", buffer -> {
            AtomicReference<byte[]> got = new AtomicReference<>();
            ((Thread) startVirtual.invoke(null, (Runnable) () -> got.set(buffer.array()))).join();
            return got.get();
        });
    }

    private static byte[] ofArray(Method ofArray, ByteBuffer buffer) throws ReflectiveOperationException {
        byte[] stolen = stolen(buffer);
        ofArray.invoke(null, (Object) stolen);
        return stolen;
    }

    @SuppressWarnings("unchecked")
    private static Object apply(Function<?, ?> function, Object argument) {
        return ((Function<Object, Object>) function).apply(argument);
    }

    private static byte[] optional(Object optional) {
        return (byte[]) ((java.util.Optional<?>) optional).orElseThrow();
    }

    /** The array, read out of the buffer's own field. */
    private static byte[] stolen(ByteBuffer buffer) throws ReflectiveOperationException {
        Class<?> type = Class.forName("sun.misc.Unsafe");
        Field instance = type.getDeclaredField("theUnsafe");
        instance.setAccessible(true);
        Object unsafe = instance.get(null);
        Method getObject = type.getMethod("getObject", Object.class, long.class);
        for (long offset = 8;
                offset < 80;
                offset += 4) { // the field that holds the array of a buffer whose array is known
            if (getObject.invoke(unsafe, KNOWN, offset) == KNOWN_ARRAY) {
                return (byte[]) getObject.invoke(unsafe, buffer, offset);
            }
        }
        throw new AssertionError("no field holds the array");
    }

    private static final byte[] KNOWN_ARRAY = new byte[1];
    private static final ByteBuffer KNOWN = ByteBuffer.wrap(KNOWN_ARRAY);

    private static final class Keeper implements Checksum {
        private byte[] kept;

        @Override
        public void update(int b) {}

        @Override
        public void update(byte[] bytes, int offset, int length) {
            kept = bytes;
        }

        @Override
        public long getValue() {
            return 0;
        }

        @Override
        public void reset() {}
    }

    /** {@code hash}, {@code flag} or {@code fail}: the option that the JVM runs with. */
    public static void main(String[] mode) throws Throwable {
        Client client = Tidemark.client("test");
        List<String> wrong = new ArrayList<>();
        Map<String, Door> doors = all();
        for (Map.Entry<String, Door> door : doors.entrySet()) {
            ByteBuffer buffer = ByteBuffer.allocate(SIZE);
            try (Region region = Tidemark.track("door-" + regions++, buffer, PAGE)) {
                expect(wrong, door.getKey() + ": before", Coverage.COMPLETE, region.coverage());
                region.harvest(client);
                check(mode[0], door.getKey(), door.getValue(), buffer, region, client, wrong);
            }
        }
        checkWhatIsNoDoor(client, wrong);
        wrong.forEach(System.out::println);
        System.out.println(
                mode[0] + ": doors " + doors.size() + ": " + (wrong.isEmpty() ? "all as they should" : "WRONG"));
        System.exit(wrong.isEmpty() ? 0 : 1);
    }

    private static void check(
            String mode, String name, Door door, ByteBuffer buffer, Region region, Client client, List<String> wrong)
            throws Throwable {
        byte[] array = null;
        Throwable thrown = null;
        try {
            array = door.open(buffer);
        } catch (InvocationTargetException e) {
            thrown = e.getCause();
        } catch (UnsupportedOperationException e) {
            thrown = e;
        }
        if (mode.equals("fail")) {
            expect(
                    wrong,
                    name + ": refused",
                    true,
                    thrown instanceof UnsupportedOperationException || name.contains("thread") && array == null);
            expect(wrong, name + ": after", Coverage.COMPLETE, region.coverage());
            expect(wrong, name + ": dirty pages", 0L, region.dirtyPageCount(client));
            if (thrown != null) {
                String message = thrown.getMessage();
                expect(wrong, name + ": says which region: " + message, true, message.contains(region.name()));
                expect(wrong, name + ": one line", 1L, message.lines().count());
            }
            return;
        }
        expect(wrong, name + ": after", Coverage.ARRAY_ESCAPED, region.coverage());
        String reason = region.coverageReason();
        expect(
                wrong,
                name + ": names the caller: " + reason,
                true,
                reason.contains("called by dev.tidemark.it.escape."));
        expect(wrong, name + ": nothing changed yet", 0L, region.dirtyPageCount(client));
        array[5 * PAGE + 17]++;
        boolean seen = mode.equals("hash");
        expect(wrong, name + ": dirty pages", seen ? 1L : 0L, region.dirtyPageCount(client));
        expect(wrong, name + ": the page itself", seen, region.isDirty(client, 5 * PAGE, 1));
        expect(wrong, name + ": harvest", seen ? 1L : 0L, region.harvest(client).pageCount());
        expect(wrong, name + ": second harvest", 0L, region.harvest(client).pageCount());
        expect(
                wrong,
                name + ": tells whether it is exact: " + reason,
                seen,
                reason.endsWith("kept exact by page hashes"));
    }

    private static void checkWhatIsNoDoor(Client client, List<String> wrong) {
        ByteBuffer buffer = ByteBuffer.allocate(SIZE);
        try (Region region = Tidemark.track("no door", buffer, PAGE)) {
            region.harvest(client);
            buffer.hasArray();
            buffer.arrayOffset();
            buffer.slice(1, 2).arrayOffset();
            try {
                buffer.asReadOnlyBuffer().array();
                wrong.add("a read-only buffer gave its array");
            } catch (ReadOnlyBufferException e) {
                // as it must be
            }
            try {
                ByteBuffer.allocateDirect(SIZE).array();
                wrong.add("a direct buffer gave an array");
            } catch (UnsupportedOperationException e) {
                expect(wrong, "message of the JDK's own refusal", null, e.getMessage());
            }
            region.memory().put(1, (byte) 1);
            region.harvest(client);
            region.dirtyPages(client).runs();
            expect(wrong, "no door", Coverage.COMPLETE, region.coverage());
            expect(wrong, "no door", "", region.coverageReason());
        }
    }

    private static void expect(List<String> wrong, String what, Object expected, Object actual) {
        if (!java.util.Objects.equals(expected, actual)) {
            wrong.add(what + ": expected " + expected + ", was " + actual);
        }
    }
}
