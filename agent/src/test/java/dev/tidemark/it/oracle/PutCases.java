package dev.tidemark.it.oracle;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * Every public method of the buffer classes that stores, found by reflection: a JDK with a new one exercises it, or fails here
 * because its parameters are not understood. Typed buffers are views, and views of views.
 */
final class PutCases {
    /** Elements of the buffer that is written through. */
    private static final int CAPACITY = 400;

    /** Where the elements of a bulk put come from. */
    private enum Source {
        HEAP,
        DIRECT,
        READ_ONLY,
        OTHER_ORDER,
        OVERLAPPING
    }

    /** From few elements the JDK stores one by one, many it copies. */
    private enum Amount {
        NONE,
        FEW,
        MANY
    }

    private PutCases() {}

    /** Of {@code ByteBuffer} itself. */
    static List<Case> ofByteBuffers() {
        List<Case> cases = new ArrayList<>(of(Element.BYTE));
        Api mapped = Api.of(MappedByteBuffer.class, "compact");
        cases.add(compact(Element.BYTE, mapped).on(Kind.OFF_HEAP));
        return cases;
    }

    /** Of the typed buffers. */
    static List<Case> ofViews() {
        List<Case> cases = new ArrayList<>();
        for (Element element : Element.values()) {
            if (element != Element.BYTE) {
                cases.addAll(of(element));
            }
        }
        return cases;
    }

    private static List<Case> of(Element element) {
        List<Case> cases = new ArrayList<>();
        List<Method> methods = new ArrayList<>(Arrays.asList(element.buffer.getDeclaredMethods()));
        methods.removeIf(method -> !Modifier.isPublic(method.getModifiers())
                || method.isBridge()
                || Modifier.isStatic(method.getModifiers()));
        methods.sort(Comparator.comparing(Method::toString));
        for (Method method : methods) {
            Api api = Api.of(method);
            if (method.getName().equals("compact")) {
                cases.add(compact(element, api));
            } else if (method.getName().startsWith("put") || method.getName().equals("append")) {
                cases.addAll(put(element, api));
            } else if (method.getReturnType() != element.buffer
                    && Buffer.class.isAssignableFrom(method.getReturnType())
                    && method.getParameterCount() == 0
                    && method.getDeclaringClass() == ByteBuffer.class
                    && method.getName().startsWith("as")) {
                cases.add(typed(api));
            } else if (method.getReturnType() == element.buffer
                    && !List.of("get", "asReadOnlyBuffer").contains(method.getName())
                    && !isState(method)) {
                cases.add(alias(element, api));
            }
        }
        return cases;
    }

    private static boolean isState(Method method) {
        return List.of("position", "limit", "mark", "reset", "clear", "flip", "rewind", "order", "get")
                .contains(method.getName());
    }

    private static Case compact(Element element, Api api) {
        return Case.exact(
                name(api, ""),
                target -> {
                    View view = view(element, target);
                    int from = 1 + target.random().nextInt(view.capacity() / 2);
                    int to = from + target.random().nextInt(view.capacity() - from);
                    view.buffer.limit(to).position(from);
                    view.touched(target, 0, to - from);
                    api.call(view.buffer);
                },
                api);
    }

    /** {@code slice}, {@code duplicate} and the like: what is stored through them is stored in the memory. */
    private static Case alias(Element element, Api api) {
        return Case.exact(
                name(api, ""),
                target -> {
                    View view = view(element, target);
                    int from = element == Element.BYTE ? 8 - (int) (target.start() + view.at & 7) : 5;
                    view.buffer.position(from).limit(view.capacity() - 8);
                    Object[] arguments = new Object[api.method().getParameterCount()];
                    Arrays.fill(arguments, view.buffer.isDirect() ? 8 : 1); // the unit of alignedSlice
                    int moved = from;
                    if (arguments.length == 2) { // slice(index, length), subSequence(start, end)
                        boolean absolute = api.method().getName().equals("slice");
                        arguments = absolute ? new Object[] {from, 20} : new Object[] {0, 20};
                    } else if (api.method().getName().equals("duplicate")) {
                        moved = 0;
                    }
                    Buffer other = (Buffer) api.call(view.buffer, arguments);
                    if (api.method().getName().equals("subSequence")) {
                        moved = 0; // indices stay, position and limit enclose the sequence
                    } else {
                        other.position(3);
                    }
                    view.touched(target, moved + other.position(), 1);
                    Api.of(element.buffer, "put", element.type).call(other, element.value(target.random()));
                },
                api);
    }

    /** {@code asIntBuffer} and the like. */
    private static Case typed(Api api) {
        return Case.exact(
                name(api, ""),
                target -> {
                    View view = view(Element.BYTE, target);
                    Buffer typed = (Buffer) api.call(view.buffer.position(8));
                    for (Element element : Element.values()) {
                        if (element.buffer == api.method().getReturnType()) {
                            target.touched(view.at + 8 + 3 * element.bytes, element.bytes);
                            Api.of(element.buffer, "put", int.class, element.type)
                                    .call(typed, 3, element.value(target.random()));
                        }
                    }
                },
                api);
    }

    private static List<Case> put(Element element, Api api) {
        Class<?>[] types = api.method().getParameterTypes();
        boolean absolute = types.length > 1 && types[0] == int.class;
        Class<?> type = types[absolute ? 1 : 0];
        boolean ranged = types.length > (absolute ? 2 : 1);
        if (types.length != (absolute ? 2 : 1) + (ranged ? 2 : 0)) {
            throw new IllegalStateException("a put that this test does not know: " + api);
        }
        List<Case> cases = new ArrayList<>();
        if (type.isPrimitive()) {
            cases.add(value(element, Element.of(type), absolute, api));
            return cases;
        }
        boolean buffer = Buffer.class.isAssignableFrom(type);
        for (Source source : buffer ? Source.values() : new Source[] {Source.HEAP}) {
            for (Amount amount : Amount.values()) {
                Operation operation = target -> bulk(element, api, absolute, ranged, source, amount, target);
                String suffix = buffer ? " from " + source + " " + amount : " " + amount;
                Case row = Case.exact(name(api, suffix), operation, api);
                cases.add(amount == Amount.NONE ? row.mayWriteNothing().shapes(Case.Shapes.ONE) : row);
            }
        }
        return cases;
    }

    private static Case value(Element element, Element value, boolean absolute, Api api) {
        return Case.exact(
                name(api, ""),
                target -> {
                    // among bytes, every place is one for every type
                    View view = element == Element.BYTE ? narrow(value, target) : view(element, target);
                    int index = element == Element.BYTE ? 0 : target.random().nextInt(view.capacity());
                    Object what = value.value(target.random());
                    target.touched(view.at + index * element.bytes, value.bytes);
                    if (absolute) {
                        api.call(view.buffer, index, what);
                    } else {
                        api.call(view.buffer.position(index), what);
                    }
                },
                api);
    }

    private static void bulk(
            Element element, Api api, boolean absolute, boolean ranged, Source source, Amount amount, Target target)
            throws Throwable {
        Random random = target.random();
        int length =
                switch (amount) {
                    case NONE -> 0;
                    case FEW -> 1 + random.nextInt(6);
                    case MANY -> 70 + random.nextInt(150);
                };
        View view = view(element, target);
        int index = random.nextInt(view.capacity() - length);
        int before = ranged ? random.nextInt(5) : 0;
        int after = ranged ? random.nextInt(5) : 0;
        Class<?>[] types = api.method().getParameterTypes();
        Object from = source(element, types[absolute ? 1 : 0], view, index, length, before, after, source, random);
        if (from instanceof Buffer && source == Source.OVERLAPPING) {
            before = 0;
        }
        List<Object> arguments = new ArrayList<>();
        if (absolute) {
            arguments.add(index);
            view.buffer.position(random.nextInt(view.capacity()));
        } else {
            view.buffer.position(index);
        }
        arguments.add(from);
        if (ranged) {
            arguments.add(before);
            boolean endNotLength = api.method().getParameterTypes()[0] == String.class
                    || api.method().getParameterTypes()[0] == CharSequence.class;
            arguments.add(endNotLength ? before + length : length);
        }
        view.touched(target, index, length);
        api.call(view.buffer, arguments.toArray());
    }

    private static Object source(
            Element element,
            Class<?> type,
            View view,
            int index,
            int length,
            int before,
            int after,
            Source source,
            Random random) {
        int all = before + length + after;
        if (type == String.class || type == CharSequence.class) {
            return new String((char[]) Element.CHAR.array(all, random));
        } else if (type.isArray()) {
            return element.array(all, random);
        }
        Buffer heap = element.wrap(element.array(all, random));
        return switch (source) {
            case HEAP -> heap;
            case READ_ONLY -> element.readOnly(heap);
            case OVERLAPPING -> {
                int near = Math.max(0, Math.min(view.capacity() - length, index + random.nextInt(9) - 4));
                yield view.buffer.duplicate().slice(near, length);
            }
            default -> {
                ByteBuffer direct = ByteBuffer.allocateDirect(all * element.bytes)
                        .order(source == Source.DIRECT ? ByteOrder.nativeOrder() : ByteOrder.BIG_ENDIAN);
                for (int i = 0; i < direct.capacity(); i++) {
                    direct.put(i, (byte) random.nextInt());
                }
                yield element.view(direct);
            }
        };
    }

    /** {@code at} is the index in the memory where the buffer's first element lies. */
    private record View(Element element, Buffer buffer, int at) {
        int capacity() {
            return buffer.capacity();
        }

        void touched(Target target, int index, int length) {
            target.touched(at + index * element.bytes, length * element.bytes);
        }
    }

    private static View narrow(Element value, Target target) {
        int at = target.at(value.bytes);
        return new View(
                Element.BYTE,
                target.buffer().slice(at, Math.min(CAPACITY, Memory.SIZE - at)).order(target.order()),
                at);
    }

    /** A view at some place; in half of the runs a view of a view of a view. */
    private static View view(Element element, Target target) {
        int at = target.at(CAPACITY * element.bytes);
        ByteBuffer bytes = target.buffer().slice(at, CAPACITY * element.bytes).order(target.order());
        Buffer view = element.view(bytes);
        if (target.random().nextBoolean()) {
            view = view.slice(3, CAPACITY - 3).duplicate().position(8).slice();
            at += 11 * element.bytes;
            if (element == Element.BYTE) {
                ((ByteBuffer) view).order(target.order());
            }
        }
        return new View(element, view, at);
    }

    private static String name(Api api, String suffix) {
        String signature = api.signature().replaceFirst("^java\\.nio\\.", "");
        return signature.substring(0, signature.lastIndexOf(')') + 1) + suffix;
    }
}
