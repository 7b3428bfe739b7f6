package dev.tidemark.it.oracle;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.invoke.VarHandle.AccessMode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Buffer-view VarHandles: every type, both byte orders, every access mode that stores. */
final class HandleCases {
    private static final boolean ATOMIC_ON_HEAP = Runtime.version().feature() < 22;

    private HandleCases() {}

    static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (Element element : Element.values()) {
            if (element == Element.BYTE) {
                continue;
            }
            for (AccessMode mode : AccessMode.values()) {
                if (stores(mode) && handle(element, ByteOrder.BIG_ENDIAN).isAccessModeSupported(mode)) {
                    cases.add(Case.exact(element + " " + mode.methodName(), target -> store(element, mode, target)));
                }
            }
        }
        return cases;
    }

    /** Whether the mode may change the variable. */
    static boolean stores(AccessMode mode) {
        return !mode.methodName().startsWith("get") || mode.methodName().startsWith("getAnd");
    }

    static VarHandle handle(Element element, ByteOrder order) {
        return MethodHandles.byteBufferViewVarHandle(element.type.arrayType(), order);
    }

    /** Plain stores go anywhere; the others need alignment, and on newer JDKs memory off the heap, and fail else. */
    private static void store(Element element, AccessMode mode, Target target) throws Throwable {
        VarHandle handle = handle(element, target.order());
        ByteBuffer buffer = target.buffer();
        int at = target.at(element.bytes);
        if (mode == AccessMode.SET
                || target.aligned() && (ATOMIC_ON_HEAP || !target.kind().isHeap())) {
            target.touched(at, element.bytes);
            call(handle, mode, element, target, buffer, at);
        } else {
            Expect.thrown(() -> call(handle, mode, element, target, buffer, at), IllegalStateException.class);
        }
    }

    /**
     * Calls the mode with random values; most compares find what they expect.
     *
     * @param coordinates where
     */
    static void call(VarHandle handle, AccessMode mode, Element element, Target target, Object... coordinates)
            throws Throwable {
        List<Object> arguments = new ArrayList<>(List.of(coordinates));
        int values = handle.accessModeType(mode).parameterCount() - coordinates.length;
        if (values == 2) {
            arguments.add(
                    target.random().nextInt(4) > 0
                            ? handle.toMethodHandle(AccessMode.GET).invokeWithArguments(List.of(coordinates))
                            : element.value(target.random()));
        }
        arguments.add(element.value(target.random()));
        handle.toMethodHandle(mode).invokeWithArguments(arguments);
    }
}
