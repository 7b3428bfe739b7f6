package dev.tidemark.it.oracle;

import dev.tidemark.it.RawMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.lang.invoke.VarHandle.AccessMode;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/** Memory segments and vectors, JDK 22 and newer. */
public final class ForeignCases implements Foreign {
    private static final Api OF_BUFFER = Api.of(MemorySegment.class, "ofBuffer", Buffer.class);
    private static final Api OF_ARRAY = Api.of(MemorySegment.class, "ofArray", byte[].class);
    private static final Api COPY_FROM = Api.of(MemorySegment.class, "copyFrom", MemorySegment.class);
    private static final Api COPY = Api.of(
            MemorySegment.class, "copy", MemorySegment.class, long.class, MemorySegment.class, long.class, long.class);
    private static final Api COPY_LAYOUTS = Api.of(
            MemorySegment.class,
            "copy",
            MemorySegment.class,
            ValueLayout.class,
            long.class,
            MemorySegment.class,
            ValueLayout.class,
            long.class,
            long.class);
    private static final Api COPY_ARRAY = Api.of(
            MemorySegment.class,
            "copy",
            Object.class,
            int.class,
            MemorySegment.class,
            ValueLayout.class,
            long.class,
            int.class);
    private static final Api FILL = Api.of(MemorySegment.class, "fill", byte.class);
    private static final Api SET_STRING = Api.of(MemorySegment.class, "setString", long.class, String.class);
    private static final Api SET_STRING_IN =
            Api.of(MemorySegment.class, "setString", long.class, String.class, Charset.class);

    private static final int LOOPS = 30_000;

    @Override
    public ByteBuffer nativeSegment(int byteSize) {
        return Arena.ofAuto().allocate(byteSize, 64).asByteBuffer();
    }

    @Override
    public ByteBuffer heapSegment(int byteSize) {
        return MemorySegment.ofArray(new byte[byteSize]).asByteBuffer();
    }

    @Override
    public List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (Method method : MemorySegment.class.getMethods()) {
            if (method.getName().equals("set") || method.getName().equals("setAtIndex")) {
                cases.add(set(Api.of(method)));
            }
        }
        cases.sort(Comparator.comparing(Case::name));
        handles(cases);
        for (int length : new int[] {0, 3, 8, 29, 64, 700, 2500}) { // the JDK copies the short ones by hand
            bulk(cases, length);
        }
        strings(cases);
        allocators(cases);
        cases.add(Case.exact("a segment's array", ForeignCases::array, OF_ARRAY).on(Kind.ON_HEAP));
        cases.add(Case.loose("closed", ForeignCases::closed)
                .on(EnumSet.of(Kind.RAW))
                .mayWriteNothing());
        cases.add(Case.exact("read-only and out of bounds", ForeignCases::refused)
                .on(Kind.ALL)
                .mayWriteNothing());
        cases.add(Case.exact("compiled vector", ForeignCases::compiledVector)
                .on(EnumSet.of(Kind.HEAP, Kind.DIRECT))
                .shapes(Case.Shapes.PLACES));
        cases.add(Case.exact("compiled masked vector", ForeignCases::compiledMaskedVector)
                .on(EnumSet.of(Kind.HEAP, Kind.DIRECT))
                .shapes(Case.Shapes.PLACES));
        vectors(cases);
        return cases;
    }

    /**
     * Interpreted, a vector is stored by puts; the compiler makes one store of it, past them. The store that counts is the last one
     * of a loop that was compiled meanwhile, and goes through the same code as the others.
     */
    private static void compiledVector(Target target) throws Throwable {
        int value = target.random().nextInt();
        MemorySegment[] segments = segments(target);
        long[] places = {0, target.at(32)};
        for (int i = 0; i <= LOOPS; i++) {
            store(value, segments[i / LOOPS], places[i / LOOPS]);
        }
        target.touched((int) places[1], 32);
    }

    private static void compiledMaskedVector(Target target) throws Throwable {
        int value = target.random().nextInt();
        MemorySegment[] segments = segments(target);
        long[] places = {0, target.at(32)};
        for (int i = 0; i <= LOOPS; i++) {
            storeMasked(value, segments[i / LOOPS], places[i / LOOPS]);
        }
        target.touched((int) places[1], 32);
    }

    /** The vector is made here, so that the compiler knows its class whatever other vectors were stored before. */
    private static void store(int value, MemorySegment segment, long at) {
        IntVector.broadcast(IntVector.SPECIES_256, value).intoMemorySegment(segment, at, ByteOrder.nativeOrder());
    }

    private static void storeMasked(int value, MemorySegment segment, long at) {
        IntVector.broadcast(IntVector.SPECIES_256, value)
                .intoMemorySegment(
                        segment, at, ByteOrder.nativeOrder(), VectorMask.fromLong(IntVector.SPECIES_256, 0x55));
    }

    /** One that is not tracked, and the memory; of the same class. */
    private static MemorySegment[] segments(Target target) throws Throwable {
        ByteBuffer other = target.array() == null ? ByteBuffer.allocateDirect(100) : ByteBuffer.allocate(100);
        return new MemorySegment[] {MemorySegment.ofBuffer(other), whole(target)};
    }

    private static ValueLayout layout(Class<?> type, ByteOrder order) {
        ValueLayout layout =
                switch (type.getName()) {
                    case "boolean" -> ValueLayout.JAVA_BOOLEAN;
                    case "byte" -> ValueLayout.JAVA_BYTE;
                    case "char" -> ValueLayout.JAVA_CHAR_UNALIGNED;
                    case "short" -> ValueLayout.JAVA_SHORT_UNALIGNED;
                    case "int" -> ValueLayout.JAVA_INT_UNALIGNED;
                    case "float" -> ValueLayout.JAVA_FLOAT_UNALIGNED;
                    case "long" -> ValueLayout.JAVA_LONG_UNALIGNED;
                    case "double" -> ValueLayout.JAVA_DOUBLE_UNALIGNED;
                    default -> ValueLayout.ADDRESS_UNALIGNED;
                };
        return layout.withOrder(order);
    }

    /** {@code set(layout, offset, value)} and {@code setAtIndex(layout, index, value)} of every type. */
    private static Case set(Api api) {
        Class<?>[] types = api.method().getParameterTypes();
        Class<?> type = types[2];
        return Case.exact(
                        api.method().getName() + " " + type.getSimpleName(),
                        target -> {
                            ValueLayout layout = layout(type, target.order());
                            int bytes = (int) layout.byteSize();
                            int at = target.at(bytes);
                            boolean index = api.method().getName().equals("setAtIndex");
                            if (type == boolean.class) { // what is there must be a boolean
                                RawMemory.putByte(target.array(), target.start() + at, (byte) (target.aligned() ? 1 : 0));
                                target.begin();
                            }
                            target.touched(at, bytes);
                            int back = index ? Math.min(3, at / bytes) : 0;
                            api.call(
                                    whole(target).asSlice(at - (long) back * bytes),
                                    layout,
                                    (long) back,
                                    value(type, target));
                        },
                        api)
                .on(Kind.ALL);
    }

    private static Object value(Class<?> type, Target target) {
        if (type == boolean.class) {
            return !target.aligned();
        }
        return type == MemorySegment.class
                ? MemorySegment.ofAddress(target.random().nextLong())
                : Element.of(type).value(target.random());
    }

    /** The handles of layouts: every access mode; the atomic ones where there is alignment. */
    private static void handles(List<Case> cases) {
        for (Class<?> type : List.of(
                boolean.class,
                byte.class,
                short.class,
                char.class,
                int.class,
                long.class,
                float.class,
                double.class)) {
            VarHandle any = layout(type, ByteOrder.BIG_ENDIAN).varHandle();
            for (AccessMode mode : AccessMode.values()) {
                if (HandleCases.stores(mode)) {
                    VarHandle strict = strict(type, ByteOrder.nativeOrder()).varHandle();
                    if (strict.isAccessModeSupported(mode)) {
                        cases.add(Case.exact("handle " + type + " " + mode.methodName(), t -> store(type, mode, t))
                                .on(type == byte.class || type == boolean.class ? Kind.ALL : Kind.ADDRESSED));
                    }
                    if (any.isAccessModeSupported(mode) && mode == AccessMode.SET) {
                        cases.add(Case.exact("unaligned handle " + type, t -> storeAnywhere(type, t))
                                .on(Kind.ALL));
                    }
                }
            }
        }
    }

    private static ValueLayout strict(Class<?> type, ByteOrder order) {
        ValueLayout layout = layout(type, order);
        return layout.withByteAlignment(layout.byteSize());
    }

    private static void store(Class<?> type, AccessMode mode, Target target) throws Throwable {
        VarHandle handle = strict(type, target.order()).varHandle();
        int at = target.alignedAt(8);
        if (type == boolean.class) {
            RawMemory.putByte(target.array(), target.start() + at, (byte) (target.aligned() ? 1 : 0));
            target.begin();
        }
        target.touched(at, (int) strict(type, target.order()).byteSize());
        MemorySegment segment = whole(target);
        if (type != boolean.class) {
            HandleCases.call(handle, mode, Element.of(type), target, segment, (long) at);
            return;
        }
        List<Object> arguments = new ArrayList<>(List.of(segment, (long) at));
        if (handle.accessModeType(mode).parameterCount() == 4) {
            arguments.add(target.aligned());
        }
        arguments.add(!target.aligned());
        handle.toMethodHandle(mode).invokeWithArguments(arguments);
    }

    private static void storeAnywhere(Class<?> type, Target target) throws Throwable {
        ValueLayout layout = layout(type, target.order());
        int at = target.at((int) layout.byteSize());
        target.touched(at, (int) layout.byteSize());
        layout.varHandle()
                .toMethodHandle(AccessMode.SET)
                .invokeWithArguments(whole(target), (long) at, value(type, target));
    }

    private static void bulk(List<Case> cases, int length) {
        List<Case> some = new ArrayList<>();
        some.add(Case.exact(
                "fill " + length, t -> FILL.call(slice(t, length), (byte) t.random().nextInt()), FILL));
        some.add(Case.exact(
                "copy from an array " + length,
                t -> {
                    byte[] noise = t.noise(length);
                    COPY_FROM.call(slice(t, length), MemorySegment.ofArray(noise));
                },
                COPY_FROM));
        some.add(Case.exact(
                "copy within " + length,
                t -> {
                    long from = t.random().nextInt(Memory.SIZE - length);
                    int to = at(t, length);
                    COPY.call(null, whole(t), from, whole(t), (long) to, (long) length);
                },
                COPY));
        for (Class<?> type : List.of(byte.class, short.class, char.class, int.class, float.class, long.class, double.class)) {
            Element element = Element.of(type);
            int count = length / element.bytes;
            some.add(Case.exact(
                    "copy " + length + " bytes of an array of " + type,
                    t -> {
                        Object array = element.array(count + 2, t.random());
                        int to = at(t, count * element.bytes);
                        COPY_ARRAY.call(null, array, 1, whole(t), layout(type, t.order()), (long) to, count);
                    },
                    COPY_ARRAY));
            some.add(Case.exact(
                    "copy " + length + " bytes with layouts of " + type,
                    t -> {
                        MemorySegment from = MemorySegment.ofArray(t.noise(count * element.bytes));
                        int to = at(t, count * element.bytes);
                        COPY_LAYOUTS.call(
                                null,
                                from,
                                layout(type, ByteOrder.BIG_ENDIAN),
                                0L,
                                whole(t),
                                layout(type, t.order()),
                                (long) to,
                                (long) count);
                    },
                    COPY_LAYOUTS));
        }
        for (Case each : some) {
            cases.add((length < 8 ? each.mayWriteNothing() : each).on(Kind.ALL));
        }
    }

    private static void strings(List<Case> cases) {
        cases.add(Case.exact(
                        "set string",
                        t -> {
                            byte[] text = ("text " + t.random().nextLong()).getBytes(StandardCharsets.UTF_8);
                            int at = at(t, text.length + 1);
                            SET_STRING.call(whole(t), (long) at, new String(text, StandardCharsets.UTF_8));
                        },
                        SET_STRING)
                .on(Kind.ALL));
        for (Charset charset : List.of(
                StandardCharsets.UTF_8,
                StandardCharsets.US_ASCII,
                StandardCharsets.ISO_8859_1,
                StandardCharsets.UTF_16BE,
                StandardCharsets.UTF_16LE,
                StandardCharsets.UTF_16,
                Charset.forName("UTF-32"))) {
            cases.add(Case.loose(
                            "set string in " + charset,
                            t -> {
                                String text = "text \u00fc " + t.random().nextLong();
                                SET_STRING_IN.call(whole(t), (long) t.at(200), text, charset);
                            },
                            SET_STRING_IN)
                    .on(Kind.ALL));
        }
    }

    /** Every {@code allocateFrom}: it stores into the segment that the allocator hands out, here the memory under test. */
    private static void allocators(List<Case> cases) {
        List<Method> methods = new ArrayList<>();
        for (Method method : SegmentAllocator.class.getDeclaredMethods()) {
            if (method.getName().equals("allocateFrom") && Modifier.isPublic(method.getModifiers())) {
                methods.add(method);
            }
        }
        methods.sort(Comparator.comparing(Method::toString));
        for (Method method : methods) {
            Api api = Api.of(method);
            cases.add(Case.loose(
                            "allocateFrom" + Arrays.toString(method.getParameterTypes()).replace("class ", ""),
                            t -> api.call(SegmentAllocator.prefixAllocator(whole(t).asSlice(t.alignedAt(200), 200)), arguments(api, t)),
                            api)
                    .on(Kind.ADDRESSED)); // arrays are not aligned enough
        }
    }

    private static Object[] arguments(Api api, Target target) {
        Class<?>[] types = api.method().getParameterTypes();
        if (types[0] == String.class) {
            String text = "text " + target.random().nextLong();
            return types.length == 1 ? new Object[] {text} : new Object[] {text, StandardCharsets.UTF_16};
        } else if (types.length > 2) { // (layout, segment, its layout, offset, count)
            return new Object[] {
                ValueLayout.JAVA_INT, MemorySegment.ofArray(target.noise(40)), ValueLayout.JAVA_INT_UNALIGNED, 4L, 5L
            };
        }
        Class<?> value = types[1];
        Class<?> type = value.isArray() ? value.getComponentType() : value;
        ValueLayout layout = strict(type, target.order());
        return new Object[] {
            layout,
            value.isArray() ? Element.of(type).array(11, target.random()) : value(type, target)
        };
    }

    private static void array(Target target) throws Throwable {
        int at = target.at(1);
        target.touched(at, 1);
        MemorySegment segment = (MemorySegment) OF_ARRAY.call(null, (Object) target.array());
        segment.set(
                ValueLayout.JAVA_BYTE,
                at + target.start() - RawMemory.ARRAY_BASE,
                (byte) (target.before()[at] + 1));
    }

    /** An arena that was closed lets nothing be written. */
    private static void closed(Target target) throws Throwable {
        Arena arena = Arena.ofShared();
        MemorySegment segment =
                MemorySegment.ofAddress(target.start()).reinterpret(Memory.SIZE, arena, null);
        MemorySegment slice = segment.asSlice(target.at(8), 8);
        arena.close();
        Expect.thrown(() -> FILL.call(slice, (byte) 1), IllegalStateException.class);
        Expect.thrown(() -> slice.set(ValueLayout.JAVA_LONG_UNALIGNED, 0, 1), IllegalStateException.class);
    }

    private static void refused(Target target) throws Throwable {
        MemorySegment segment = whole(target);
        MemorySegment readOnly = segment.asReadOnly();
        Expect.thrown(() -> FILL.call(readOnly, (byte) 1), IllegalArgumentException.class);
        Expect.thrown(() -> readOnly.set(ValueLayout.JAVA_BYTE, 0, (byte) 1), IllegalArgumentException.class);
        Expect.thrown(
                () -> segment.set(ValueLayout.JAVA_LONG_UNALIGNED, Memory.SIZE - 7, 1), IndexOutOfBoundsException.class);
        Expect.thrown(
                () -> COPY.call(null, segment, 0L, segment, Memory.SIZE - 10L, 11L), IndexOutOfBoundsException.class);
    }

    private static MemorySegment whole(Target target) throws Throwable {
        return target.kind() == Kind.RAW
                ? MemorySegment.ofAddress(target.start()).reinterpret(Memory.SIZE)
                : (MemorySegment) OF_BUFFER.call(null, target.buffer());
    }

    private static int at(Target target, int length) {
        int at = target.at(length);
        target.touched(at, length);
        return at;
    }

    private static MemorySegment slice(Target target, int length) throws Throwable {
        return whole(target).asSlice(at(target, length), length);
    }

    private static void vectors(List<Case> cases) {
        for (Class<?> lane : List.of(byte.class, short.class, int.class, long.class, float.class, double.class)) {
            for (VectorShape shape : VectorShape.values()) {
                VectorSpecies<?> species = VectorSpecies.of(lane, shape);
                Class<?> type = vector(lane);
                Class<?>[] plain = {MemorySegment.class, long.class, ByteOrder.class};
                Class<?>[] withMask = {MemorySegment.class, long.class, ByteOrder.class, VectorMask.class};
                Api store = Api.of(type, "intoMemorySegment", plain);
                Api masked = Api.of(type, "intoMemorySegment", withMask);
                Api any = Api.of(Vector.class, "intoMemorySegment", plain);
                Api anyMasked = Api.of(Vector.class, "intoMemorySegment", withMask);
                String name = "vector of " + lane + " " + shape;
                cases.add(Case.exact(name, t -> vector(t, species, store, false), store).on(Kind.ALL));
                cases.add(Case.exact(name + " by the superclass", t -> vector(t, species, any, false), any).on(Kind.ALL));
                cases.add(Case.loose(name + " masked", t -> vector(t, species, masked, true), masked).on(Kind.ALL));
                cases.add(Case.loose(name + " masked by the superclass", t -> vector(t, species, anyMasked, true), anyMasked)
                        .on(Kind.ALL));
                for (Method shuffle : VectorShuffle.class.getMethods()) { // JDK 25 and later
                    if (shuffle.getName().equals("intoMemorySegment")) {
                        Api api = Api.of(shuffle);
                        cases.add(Case.loose("shuffle of " + lane + " " + shape, t -> shuffle(t, species, api), api)
                                .on(Kind.ALL));
                    }
                }
            }
        }
    }

    /** Stores an int for each lane. */
    private static void shuffle(Target target, VectorSpecies<?> species, Api api) throws Throwable {
        int at = target.at(species.length() * Integer.BYTES);
        api.call(species.iotaShuffle(1, 1, true), whole(target), (long) at, target.order());
    }

    private static void vector(Target target, VectorSpecies<?> species, Api api, boolean masked) throws Throwable {
        int bytes = species.vectorByteSize();
        int at = target.at(bytes);
        Vector<?> vector = species.fromArray(Element.of(species.elementType()).array(species.length(), target.random()), 0);
        if (!masked) {
            target.touched(at, bytes);
            api.call(vector, whole(target), (long) at, target.order());
            return;
        }
        int lanes = species.length();
        long bits = target.random().nextLong() | 1;
        if (target.random().nextBoolean()) { // a tail: the lanes that are set end where the memory does
            int inside = 1 + target.random().nextInt(lanes);
            at = Memory.SIZE - inside * (species.elementSize() / 8);
            bits = inside == 64 ? -1 : (1L << inside) - 1;
        }
        api.call(vector, whole(target), (long) at, target.order(), VectorMask.fromLong(species, bits));
    }

    private static Class<?> vector(Class<?> lane) {
        return switch (lane.getName()) {
            case "byte" -> ByteVector.class;
            case "short" -> ShortVector.class;
            case "int" -> IntVector.class;
            case "long" -> LongVector.class;
            case "float" -> FloatVector.class;
            default -> DoubleVector.class;
        };
    }
}
