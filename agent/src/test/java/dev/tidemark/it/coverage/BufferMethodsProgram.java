package dev.tidemark.it.coverage;

import java.io.IOException;
import java.lang.invoke.MethodType;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.Buffer;
import java.util.List;
import java.util.TreeSet;

/**
 * Prints the signature of every public or protected method and constructor of the running JDK's exported packages that has a
 * buffer, a memory segment or an array of these among its parameters, or is declared in such a class. Looks at the modules of the
 * boot layer, so start it with all of them.
 */
public final class BufferMethodsProgram {
    private final TreeSet<String> signatures = new TreeSet<>();
    private int classes;

    private BufferMethodsProgram() {}

    /** One signature per line; the last line counts classes. */
    public static void main(String[] arguments) throws IOException {
        BufferMethodsProgram program = new BufferMethodsProgram();
        for (ModuleReference reference : ModuleFinder.ofSystem().findAll()) {
            Module module = ModuleLayer.boot()
                    .findModule(reference.descriptor().name())
                    .orElseThrow(() -> new IllegalStateException("not in the boot layer: " + reference));
            program.module(module, reference);
        }
        program.signatures.forEach(System.out::println);
        System.out.println("classes " + program.classes);
    }

    private void module(Module module, ModuleReference reference) throws IOException {
        try (ModuleReader reader = reference.open()) {
            List<String> names = reader.list()
                    .filter(name -> name.endsWith(".class") && name.contains("/"))
                    .map(name ->
                            name.substring(0, name.length() - ".class".length()).replace('/', '.'))
                    .filter(name -> module.isExported(name.substring(0, name.lastIndexOf('.'))))
                    .toList();
            for (String name : names) {
                Class<?> type = Class.forName(module, name);
                if (type == null) {
                    throw new IllegalStateException("cannot load " + name);
                }
                if (isVisible(type)) {
                    classes++;
                    type(type);
                }
            }
        }
    }

    private static boolean isVisible(Class<?> type) {
        for (Class<?> each = type; each != null; each = each.getEnclosingClass()) {
            if (!isVisible(each.getModifiers()) || each.isAnonymousClass() || each.isLocalClass()) {
                return false;
            }
        }
        return true;
    }

    private static boolean isVisible(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    private void type(Class<?> type) {
        for (Method method : type.getDeclaredMethods()) {
            method(method, method.getName());
        }
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            method(constructor, "<init>");
        }
    }

    private void method(Executable method, String name) {
        if (isVisible(method.getModifiers())
                && !method.isSynthetic()
                && (isMemory(method.getDeclaringClass()) || takesMemory(method))) {
            String descriptor = MethodType.methodType(void.class, method.getParameterTypes())
                    .toMethodDescriptorString();
            signatures.add(method.getDeclaringClass().getName() + "." + name
                    + descriptor.substring(0, descriptor.length() - 1));
        }
    }

    private static boolean takesMemory(Executable method) {
        for (Class<?> parameter : method.getParameterTypes()) {
            if (isMemory(parameter)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isMemory(Class<?> type) {
        Class<?> element = type;
        while (element.isArray()) {
            element = element.getComponentType();
        }
        return Buffer.class.isAssignableFrom(element) || isSegment(element);
    }

    /** By name, because the class lives in another package and module on each JDK. */
    private static boolean isSegment(Class<?> type) {
        return type.getName().endsWith(".foreign.MemorySegment");
    }
}
