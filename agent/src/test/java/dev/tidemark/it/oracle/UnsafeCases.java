package dev.tidemark.it.oracle;

import dev.tidemark.it.RawMemory;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Every mutator of {@code sun.misc.Unsafe}, by array and by address. */
final class UnsafeCases {
    private static final int MOST = 700;

    private UnsafeCases() {}

    static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (Method method : RawMemory.mutators()) {
            boolean byBase = method.getParameterTypes()[0] == Object.class;
            String parameters = Arrays.toString(method.getParameterTypes());
            cases.add(Case.exact(method.getName() + parameters, target -> write(method, byBase, target))
                    .on(byBase ? Kind.ALL : Kind.ADDRESSED)
                    .shapes(Case.Shapes.PLACES));
        }
        return cases;
    }

    private static void write(Method method, boolean byBase, Target target) {
        Random random = target.random();
        Class<?>[] types = method.getParameterTypes();
        Object array = target.array();
        String name = method.getName();
        boolean bulk = name.equals("setMemory") || name.equals("copyMemory");
        int bytes = bulk ? random.nextInt(MOST) : name.equals("putAddress") ? 8 : bytes(types[types.length - 1]);
        // volatile and atomic stores are made for aligned places
        int at = bulk || name.matches("put[A-Z][a-z]+") ? target.at(bytes) : target.alignedAt(8);
        long to = target.start() + at;
        List<Object> arguments = new ArrayList<>();
        if (name.equals("copyMemory")) {
            byte[] noise = target.noise(bytes);
            long from = target.start() + random.nextInt(Memory.SIZE - bytes);
            if (byBase) {
                boolean within = random.nextBoolean();
                arguments.add(within ? array : noise);
                arguments.add(within ? from : (long) RawMemory.ARRAY_BASE);
                arguments.add(array);
            } else {
                arguments.add(from);
            }
            arguments.add(to);
            arguments.add((long) bytes);
        } else {
            if (byBase) {
                arguments.add(array);
            }
            arguments.add(to);
            if (bulk) {
                arguments.add((long) bytes);
            }
            if (name.startsWith("compareAndSwap") && random.nextInt(4) > 0) {
                arguments.add(target.value(types[2], at));
            }
            while (arguments.size() < types.length) {
                arguments.add(value(types[arguments.size()], random));
            }
        }
        target.touched(at, bytes);
        RawMemory.call(method, arguments.toArray());
    }

    private static Object value(Class<?> type, Random random) {
        return switch (type.getName()) {
            case "boolean" -> random.nextBoolean();
            default -> Element.of(type).value(random);
        };
    }

    private static int bytes(Class<?> type) {
        return type == boolean.class ? 1 : Element.of(type).bytes;
    }
}
