package dev.tidemark.it.oracle;

import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import jdk.incubator.foreign.MemoryAccess;
import jdk.incubator.foreign.MemoryAddress;
import jdk.incubator.foreign.MemoryHandles;
import jdk.incubator.foreign.MemorySegment;
import jdk.incubator.foreign.ResourceScope;
import jdk.incubator.foreign.SegmentAllocator;
import jdk.incubator.foreign.CLinker;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** Memory segments and vectors of JDK 17. */
public final class ForeignCases implements Foreign {
    private static final Api OF_BUFFER = Api.of(MemorySegment.class, "ofByteBuffer", ByteBuffer.class);
    private static final Api OF_ARRAY = Api.of(MemorySegment.class, "ofArray", byte[].class);
    private static final Api COPY_FROM = Api.of(MemorySegment.class, "copyFrom", MemorySegment.class);
    private static final Api FILL = Api.of(MemorySegment.class, "fill", byte.class);

    private static final int LOOPS = 30_000;

    @Override
    public ByteBuffer nativeSegment(int byteSize) {
        // not shared: JDK 17 gives the address of no other to zip and ciphers
        return MemorySegment.allocateNative(byteSize, 64, ResourceScope.newConfinedScope())
                .asByteBuffer();
    }

    @Override
    public ByteBuffer heapSegment(int byteSize) {
        return MemorySegment.ofArray(new byte[byteSize]).asByteBuffer();
    }

    @Override
    public List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (Method method : MemoryAccess.class.getMethods()) {
            if (method.getName().startsWith("set")) {
                cases.add(access(Api.of(method)));
            }
        }
        cases.sort(Comparator.comparing(Case::name));
        for (Element element : Element.values()) {
            for (java.lang.invoke.VarHandle.AccessMode mode : java.lang.invoke.VarHandle.AccessMode.values()) {
                if (HandleCases.stores(mode)
                        && HandleCases.handle(element == Element.BYTE ? Element.SHORT : element, ByteOrder.BIG_ENDIAN)
                                .isAccessModeSupported(mode)) { // these handles fail when they are asked themselves
                    cases.add(Case.exact("handle " + element + " " + mode.methodName(), t -> store(element, mode, t))
                            .on(Kind.ALL));
                }
            }
        }
        for (int length : new int[] {0, 3, 8, 700}) {
            cases.add(Case.exact("fill " + length, target -> {
                                MemorySegment slice = slice(target, length);
                                FILL.call(slice, (byte) target.random().nextInt());
                            },
                            FILL)
                    .on(Kind.ALL)
                    .mayWriteNothing());
            cases.add(Case.exact("copy from an array " + length, target -> {
                                byte[] noise = target.noise(length);
                                MemorySegment slice = slice(target, length);
                                COPY_FROM.call(slice, OF_ARRAY.call(null, (Object) noise));
                            },
                            COPY_FROM,
                            OF_ARRAY)
                    .on(Kind.ALL)
                    .mayWriteNothing());
            cases.add(Case.exact("copy within " + length, target -> {
                                int from = target.random().nextInt(Memory.SIZE - length);
                                MemorySegment slice = slice(target, length);
                                COPY_FROM.call(slice, whole(target).asSlice(from, length));
                            },
                            COPY_FROM)
                    .on(Kind.ALL)
                    .mayWriteNothing());
        }
        cases.add(Case.exact("a segment's array", target -> {
                            int at = target.at(1);
                            byte[] array = target.array();
                            target.touched(at, 1);
                            MemoryAccess.setByteAtOffset(
                                    (MemorySegment) OF_ARRAY.call(null, (Object) array),
                                    at + target.start() - dev.tidemark.it.RawMemory.ARRAY_BASE,
                                    (byte) (target.before()[at] + 1));
                        },
                        OF_ARRAY)
                .on(Kind.ON_HEAP));
        cases.add(Case.exact("allocate in a segment", target -> {
                    int at = target.at(64);
                    SegmentAllocator allocator = SegmentAllocator.ofSegment(whole(target).asSlice(at, 64));
                    CLinker.toCString("text " + target.random().nextInt(10), allocator);
                    target.touched(at, 7);
                })
                .on(Kind.ADDRESSED));
        cases.add(Case.loose("closed", ForeignCases::closed).on(java.util.EnumSet.of(Kind.RAW)).mayWriteNothing());
        cases.add(Case.exact("compiled vector", ForeignCases::compiledVector)
                .on(java.util.EnumSet.of(Kind.HEAP, Kind.DIRECT))
                .shapes(Case.Shapes.PLACES));
        vectors(cases);
        return cases;
    }

    /**
     * Interpreted, a vector is stored by puts; the compiler makes one store of it, past them. The store that counts is the last one
     * of a loop that was compiled meanwhile, and goes through the same code as the others.
     */
    private static void compiledVector(Target target) {
        int value = target.random().nextInt();
        ByteBuffer other = target.array() == null ? ByteBuffer.allocateDirect(100) : ByteBuffer.allocate(100);
        ByteBuffer[] buffers = {other, target.buffer()};
        int[] places = {0, target.at(32)};
        for (int i = 0; i <= LOOPS; i++) {
            store(value, buffers[i / LOOPS], places[i / LOOPS]);
        }
        target.touched(places[1], 32);
    }

    /** The vector is made here, so that the compiler knows its class whatever other vectors were stored before. */
    private static void store(int value, ByteBuffer buffer, int at) {
        IntVector.broadcast(IntVector.SPECIES_256, value).intoByteBuffer(buffer, at, ByteOrder.nativeOrder());
    }

    /** By method: {@code setLong(segment, value)}, {@code setLongAtOffset(segment, offset, order, value)} and the like. */
    private static Case access(Api api) {
        Class<?>[] types = api.method().getParameterTypes();
        boolean address = !types[types.length - 1].isPrimitive();
        Element element = address ? Element.LONG : Element.of(types[types.length - 1]);
        return Case.exact(
                        api.method().getName() + (types[types.length - 2] == ByteOrder.class ? " in an order" : ""),
                        target -> {
                            int at = target.at(element.bytes);
                            List<Object> arguments = new ArrayList<>();
                            if (api.method().getName().endsWith("AtOffset")) {
                                arguments.addAll(Arrays.asList(whole(target), (long) at));
                            } else if (api.method().getName().endsWith("AtIndex")) {
                                int index = Math.min(3, at / element.bytes);
                                arguments.add(whole(target).asSlice(at - index * element.bytes));
                                arguments.add((long) index);
                            } else {
                                arguments.add(whole(target).asSlice(at));
                            }
                            if (types[types.length - 2] == ByteOrder.class) {
                                arguments.add(target.order());
                            }
                            Object value = element.value(target.random());
                            arguments.add(address ? MemoryAddress.ofLong((Long) value) : value);
                            target.touched(at, element.bytes);
                            api.call(null, arguments.toArray());
                        },
                        api)
                .on(Kind.ALL);
    }

    private static java.lang.invoke.VarHandle handle(Element element, ByteOrder order) {
        return MemoryHandles.varHandle(element.type, 1, order);
    }

    private static void store(Element element, java.lang.invoke.VarHandle.AccessMode mode, Target target)
            throws Throwable {
        boolean plain = mode == java.lang.invoke.VarHandle.AccessMode.SET;
        int at = plain ? target.at(element.bytes) : target.alignedAt(8);
        target.touched(at, element.bytes);
        HandleCases.call(handle(element, target.order()), mode, element, target, whole(target), (long) at);
    }

    /** A scope that was closed lets nothing be written. */
    private static void closed(Target target) throws Throwable {
        ResourceScope scope = ResourceScope.newConfinedScope();
        MemorySegment segment = MemoryAddress.ofLong(target.start()).asSegment(Memory.SIZE, scope);
        MemorySegment slice = segment.asSlice(target.at(8), 8);
        scope.close();
        Expect.thrown(() -> FILL.call(slice, (byte) 1), IllegalStateException.class);
        Expect.thrown(() -> MemoryAccess.setLong(slice, 1), IllegalStateException.class);
    }

    private static MemorySegment whole(Target target) throws Throwable {
        return target.kind() == Kind.RAW
                ? MemoryAddress.ofLong(target.start()).asSegment(Memory.SIZE, ResourceScope.globalScope())
                : (MemorySegment) OF_BUFFER.call(null, target.buffer());
    }

    private static MemorySegment slice(Target target, int length) throws Throwable {
        int at = target.at(length);
        target.touched(at, length);
        return whole(target).asSlice(at, length);
    }

    private static void vectors(List<Case> cases) {
        for (Class<?> lane : List.of(byte.class, short.class, int.class, long.class, float.class, double.class)) {
            for (VectorShape shape : VectorShape.values()) {
                VectorSpecies<?> species = VectorSpecies.of(lane, shape);
                Class<?> vector = vector(lane);
                Api store = Api.of(vector, "intoByteBuffer", ByteBuffer.class, int.class, ByteOrder.class);
                Api masked = Api.of(
                        vector, "intoByteBuffer", ByteBuffer.class, int.class, ByteOrder.class, VectorMask.class);
                Api any = Api.of(Vector.class, "intoByteBuffer", ByteBuffer.class, int.class, ByteOrder.class);
                Api anyMasked = Api.of(
                        Vector.class, "intoByteBuffer", ByteBuffer.class, int.class, ByteOrder.class, VectorMask.class);
                String name = "vector of " + lane + " " + shape;
                cases.add(Case.exact(name, target -> vector(target, species, store, false), store));
                cases.add(Case.exact(name + " by the superclass", t -> vector(t, species, any, false), any));
                cases.add(Case.loose(name + " masked", t -> vector(t, species, masked, true), masked));
                cases.add(Case.loose(name + " masked by the superclass", t -> vector(t, species, anyMasked, true), anyMasked));
            }
        }
    }

    private static void vector(Target target, VectorSpecies<?> species, Api api, boolean masked) throws Throwable {
        int bytes = species.vectorByteSize();
        int at = target.at(bytes);
        Vector<?> vector = species.fromArray(values(species, target), 0);
        if (!masked) {
            target.touched(at, bytes);
            api.call(vector, target.buffer(), at, target.order());
            return;
        }
        int lanes = species.length();
        long bits = target.random().nextLong() | 1;
        if (target.random().nextBoolean()) { // a tail: the lanes that are set end where the memory does
            int inside = 1 + target.random().nextInt(lanes);
            at = Memory.SIZE - inside * (species.elementSize() / 8);
            bits = (inside == 64 ? -1 : (1L << inside) - 1);
        }
        api.call(vector, target.buffer(), at, target.order(), VectorMask.fromLong(species, bits));
    }

    private static Object values(VectorSpecies<?> species, Target target) {
        return Element.of(species.elementType()).array(species.length(), target.random());
    }

    private static Class<?> vector(Class<?> lane) {
        return lane == byte.class
                ? ByteVector.class
                : lane == short.class
                        ? ShortVector.class
                        : lane == int.class
                                ? IntVector.class
                                : lane == long.class
                                        ? LongVector.class
                                        : lane == float.class ? FloatVector.class : DoubleVector.class;
    }
}
