package dev.tidemark.it.oracle;

import dev.tidemark.it.RawMemory;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * Every public method of {@code ScopedMemoryAccess} that stores a value or copies, called as the JDK calls it. Some are called by
 * nothing in today's JDKs; they would be, by the next VarHandle that someone adds there. Vector stores are left to vectors.
 */
final class ScopedCases {
    private static final int MOST = 700;

    private ScopedCases() {}

    static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        try {
            Class<?> type = Class.forName("jdk.internal.misc.ScopedMemoryAccess");
            Object access = type.getMethod("getScopedMemoryAccess").invoke(null);
            List<Method> methods = new ArrayList<>(Arrays.asList(type.getDeclaredMethods()));
            methods.removeIf(method -> !Modifier.isPublic(method.getModifiers())
                    || Modifier.isStatic(method.getModifiers())
                    || onlyReads(method.getName()));
            methods.sort(Comparator.comparing(Method::toString));
            for (Method method : methods) {
                cases.add(Case.exact(method.getName(), target -> write(access, method, target))
                        .on(Kind.ALL)
                        .shapes(method.getName().endsWith("Unaligned") ? Case.Shapes.ALL : Case.Shapes.PLACES));
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
        return cases;
    }

    private static boolean onlyReads(String name) {
        return name.startsWith("get") && !name.startsWith("getAnd")
                || name.matches("(load|vectorizedMismatch|force|isLoaded|unload|closeScope).*");
    }

    private static void write(Object access, Method method, Target target) throws ReflectiveOperationException {
        Random random = target.random();
        Class<?>[] types = method.getParameterTypes();
        String name = method.getName();
        List<Object> arguments = new ArrayList<>();
        if (name.startsWith("copy")) {
            int bytes = random.nextInt(MOST) & -8;
            int at = target.at(bytes);
            arguments.addAll(Arrays.asList(
                    null, null, target.noise(bytes), (long) RawMemory.ARRAY_BASE, target.array(), target.start() + at));
            arguments.add((long) bytes);
            if (types.length > arguments.size()) {
                arguments.add(2L << random.nextInt(3)); // the size of the elements that are swapped
            }
            target.touched(at, bytes);
        } else if (name.equals("setMemory")) {
            int bytes = random.nextInt(MOST);
            int at = target.at(bytes);
            arguments.addAll(Arrays.asList(null, target.array(), target.start() + at, (long) bytes));
            arguments.add((byte) random.nextInt());
            target.touched(at, bytes);
        } else {
            int bytes = bytes(types[3]);
            int at = name.endsWith("Unaligned") ? target.at(bytes) : target.alignedAt(8);
            if (types[3] == boolean.class) { // what is there must be a boolean
                RawMemory.putByte(target.array(), target.start() + at, (byte) (target.aligned() ? 1 : 0));
                target.begin();
            }
            arguments.addAll(Arrays.asList(null, target.array(), target.start() + at));
            boolean compares = types.length == 5 && types[3] == types[4] && !name.startsWith("put");
            for (int i = 3; i < types.length; i++) {
                boolean expected = compares && i == 3 && random.nextInt(4) > 0;
                arguments.add(expected ? target.value(types[i], at) : value(types[i], target));
            }
            target.touched(at, bytes);
        }
        method.invoke(access, arguments.toArray());
    }

    private static int bytes(Class<?> type) {
        return type == boolean.class ? 1 : Element.of(type).bytes;
    }

    /** The other boolean than is there, so that no operation on booleans leaves all of them as they are. */
    private static Object value(Class<?> type, Target target) {
        return type == boolean.class
                ? (Object) !target.aligned()
                : Element.of(type).value(target.random());
    }
}
