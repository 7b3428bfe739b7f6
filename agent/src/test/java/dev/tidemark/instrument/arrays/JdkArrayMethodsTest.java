package dev.tidemark.instrument.arrays;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.boot.JdkWriters;
import dev.tidemark.instrument.arrays.JdkArrayMethods.Writer;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of JDK methods fits the JDK and the helpers. */
class JdkArrayMethodsTest {
    @Test
    void everyWriterExistsAndHasItsHelper() throws Exception {
        Set<Method> used = new HashSet<>();
        for (Writer each : JdkArrayMethods.ALL_WRITERS) {
            Class<?> owner = type(each.owner());
            MethodType type = MethodType.fromMethodDescriptorString(each.descriptor(), null);
            Method method = owner.getDeclaredMethod(each.name(), type.parameterArray());
            assertEquals(each.isStatic(), Modifier.isStatic(method.getModifiers()), each::toString);
            assertEquals(type.returnType(), method.getReturnType(), each::toString);
            MethodType helperType = MethodType.fromMethodDescriptorString(each.helperDescriptor(), null);
            Method helper = type(each.helper()).getDeclaredMethod(each.name(), helperType.parameterArray());
            assertEquals(type.returnType(), helper.getReturnType(), each::toString);
            used.add(helper);
        }
        for (Method each : JdkWriters.class.getMethods()) {
            if (each.getDeclaringClass() == JdkWriters.class) {
                assertTrue(used.contains(each), () -> "nothing calls " + each);
            }
        }
    }

    @Test
    void everyReaderTakesAnArray() throws Exception {
        int checked = 0;
        for (String[] each : JdkArrayMethods.READING) {
            if (each[0].contains("foreign")) {
                continue; // not in every JDK
            }
            for (int i = 1; i < each.length; i++) {
                String name = each[i];
                assertTrue(
                        parameterLists(type(each[0]), name).anyMatch(list -> list.contains(byte[].class)),
                        () -> each[0] + "." + name + " takes no byte[]");
                checked++;
            }
        }
        assertTrue(checked > 40, "checked " + checked);
    }

    private static Stream<List<Class<?>>> parameterLists(Class<?> owner, String name) {
        if (name.equals("<init>")) {
            return Arrays.stream(owner.getDeclaredConstructors())
                    .map(Constructor::getParameterTypes)
                    .map(List::of);
        }
        return Arrays.stream(owner.getDeclaredMethods())
                .filter(method -> method.getName().equals(name))
                .map(Method::getParameterTypes)
                .map(List::of);
    }

    private static Class<?> type(String internalName) throws ClassNotFoundException {
        return Class.forName(internalName.replace('/', '.'));
    }
}
