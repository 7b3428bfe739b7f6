package dev.tidemark.instrument;

import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.ClassDefinition;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Brings the hooks into the running JVM, and tells what did not fit. */
public final class HookInstaller {
    private HookInstaller() {}

    /**
     * Defines the boot package and hooks the JDK. Call it once.
     *
     * @return what was installed; a row that did not match is a failure in the report, and the other rows are installed
     * @throws IOException if the agent's own jar cannot be read
     */
    public static HookReport install(Instrumentation instrumentation) throws IOException {
        try {
            BootClasses.define(instrumentation);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("the boot package was defined but is not found", e);
        }
        int jdk = Runtime.version().feature();
        boolean verifiedJdk = jdk == 17 || jdk == 25;
        List<String> failures = new ArrayList<>();
        List<ClassDefinition> definitions = new ArrayList<>();
        int rows = 0;
        Map<String, List<Hook>> byClass = byClass(HookTable.forJdk(jdk));
        for (Map.Entry<String, List<Hook>> entry : byClass.entrySet()) {
            Class<?> type = find(entry.getKey(), failures);
            if (type != null) {
                ClassRewriter.Result result =
                        ClassRewriter.rewrite(read(type), entry.getValue(), verifiedJdk, failures);
                definitions.add(new ClassDefinition(type, result.bytes()));
                rows += result.matched();
            }
        }
        redefine(instrumentation, definitions, byClass, verifiedJdk, failures);
        return new HookReport(rows, List.copyOf(failures));
    }

    /** Methods that store and then mark, by name, and by the name of their class. A thread between the two is inside one of them. */
    public static Map<String, Set<String>> storingMethods() {
        Map<String, Set<String>> methods = new HashMap<>();
        for (Hook hook : HookTable.forJdk(Runtime.version().feature())) {
            if (hook.edit() != Edit.AT_ENTRY) {
                methods.computeIfAbsent(hook.owner().replace('/', '.'), owner -> new HashSet<>())
                        .add(hook.method());
            }
        }
        return methods;
    }

    private static Map<String, List<Hook>> byClass(List<Hook> hooks) {
        Map<String, List<Hook>> byClass = new LinkedHashMap<>();
        for (Hook hook : hooks) {
            List<Hook> ofClass = byClass.get(hook.owner());
            if (ofClass == null) {
                ofClass = new ArrayList<>();
                byClass.put(hook.owner(), ofClass);
            }
            ofClass.add(hook);
        }
        return byClass;
    }

    private static Class<?> find(String internalName, List<String> failures) {
        try {
            return Class.forName(internalName.replace('/', '.'), false, null);
        } catch (ClassNotFoundException e) {
            // A runtime image may lack a module; the file system's classes depend on the platform.
            if (!HookTable.isOptional(internalName)) {
                failures.add("no such class in this JDK: " + internalName.replace('/', '.'));
            }
            return null;
        }
    }

    /** The class as its module has it. */
    private static byte[] read(Class<?> type) throws IOException {
        String resource = "/" + type.getName().replace('.', '/') + ".class";
        try (InputStream in = type.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException("the runtime image lacks " + resource);
            }
            return in.readAllBytes();
        }
    }

    /** All at once, because each call stops the JVM; one by one if that fails, to name the culprit. */
    private static void redefine(
            Instrumentation instrumentation,
            List<ClassDefinition> definitions,
            Map<String, List<Hook>> hooks,
            boolean verifiedJdk,
            List<String> failures) {
        try {
            instrumentation.redefineClasses(definitions.toArray(new ClassDefinition[0]));
            return;
        } catch (ClassNotFoundException | UnmodifiableClassException | RuntimeException | LinkageError e) {
            // fall through
        }
        for (ClassDefinition definition : definitions) {
            Class<?> type = definition.getDefinitionClass();
            try {
                redefine(
                        instrumentation,
                        definition,
                        hooks.get(type.getName().replace('.', '/')),
                        verifiedJdk,
                        failures);
            } catch (ClassNotFoundException | UnmodifiableClassException | RuntimeException | LinkageError e) {
                failures.add("the JVM refused hooks in " + type.getName() + ": " + e);
            }
        }
    }

    /** An agent that came before may have given the class methods, which a redefinition must keep: its form of the class is taken then. */
    private static void redefine(
            Instrumentation instrumentation,
            ClassDefinition definition,
            List<Hook> hooks,
            boolean verifiedJdk,
            List<String> failures)
            throws ClassNotFoundException, UnmodifiableClassException {
        try {
            instrumentation.redefineClasses(definition);
        } catch (UnsupportedOperationException e) {
            Class<?> type = definition.getDefinitionClass();
            byte[] bytes = LoadedClass.bytes(instrumentation, type);
            ClassRewriter.Result result = ClassRewriter.rewrite(bytes, hooks, verifiedJdk, failures);
            instrumentation.redefineClasses(new ClassDefinition(type, result.bytes()));
        }
    }
}
