package dev.tidemark.instrument;

import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.ClassDefinition;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Brings the hooks into the running JVM, and tells what did not fit. */
public final class HookInstaller {
    private final Instrumentation instrumentation;
    private final int jdk;

    /** Null if nothing is known of this release. */
    private final Patches patches;

    private final List<String> failures = new ArrayList<>();

    /** The hook table by class; null until a class has to be rewritten. */
    private Map<String, List<Hook>> byClass;

    private HookInstaller(Instrumentation instrumentation, int jdk, Patches patches) {
        this.instrumentation = instrumentation;
        this.jdk = jdk;
        this.patches = patches;
    }

    /**
     * Defines the boot package and hooks the JDK. Call it once.
     *
     * @return what was installed; a row that did not match is a failure in the report, and the other rows are installed
     * @throws IOException if the agent's own jar cannot be read
     */
    public static HookReport install(Instrumentation instrumentation) throws IOException {
        int jdk = Runtime.version().feature();
        Patches patches;
        try (AgentJar jar = new AgentJar()) {
            BootClasses.define(instrumentation, jar);
            patches = Patches.forJdk(jdk, jar);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("the boot package was defined but is not found", e);
        }
        return new HookInstaller(instrumentation, jdk, patches).hookAll();
    }

    private HookReport hookAll() throws IOException {
        List<ClassDefinition> definitions = new ArrayList<>();
        int methods = 0;
        for (String owner : patches == null ? byClass().keySet() : patches.owners()) {
            Class<?> type = find(owner);
            if (type != null) {
                byte[] bytes = read(type);
                ClassRewriter.Result result = patches == null ? null : patches.apply(owner, bytes);
                if (result == null) {
                    result = rewrite(owner, bytes);
                }
                definitions.add(new ClassDefinition(type, result.bytes()));
                methods += result.matched();
            }
        }
        redefine(definitions);
        return new HookReport(methods, List.copyOf(failures));
    }

    private ClassRewriter.Result rewrite(String owner, byte[] bytes) {
        return ClassRewriter.rewrite(bytes, byClass().get(owner), jdk == 17 || jdk == 25, failures);
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

    private Map<String, List<Hook>> byClass() {
        if (byClass == null) {
            byClass = HookTable.byClass(jdk);
        }
        return byClass;
    }

    /**
     * Whether a class may be absent: a runtime image may lack a module, and the file system's classes depend on the platform. Asked
     * at most starts, so it stands here: the hook table is not loaded where patches are.
     */
    static boolean isOptional(String owner) {
        return owner.startsWith("sun/misc/")
                || owner.startsWith("sun/nio/fs/")
                || owner.startsWith("sun/nio/ch/sctp/")
                || owner.startsWith("jdk/incubator/")
                || owner.startsWith("jdk/internal/foreign/");
    }

    private Class<?> find(String internalName) {
        try {
            return Class.forName(internalName.replace('/', '.'), false, null);
        } catch (ClassNotFoundException e) {
            if (!isOptional(internalName)) {
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
    private void redefine(List<ClassDefinition> definitions) {
        try {
            instrumentation.redefineClasses(definitions.toArray(new ClassDefinition[0]));
            return;
        } catch (ClassNotFoundException | UnmodifiableClassException | RuntimeException | LinkageError e) {
            // fall through
        }
        for (ClassDefinition definition : definitions) {
            Class<?> type = definition.getDefinitionClass();
            try {
                redefine(definition);
            } catch (ClassNotFoundException | UnmodifiableClassException | RuntimeException | LinkageError e) {
                failures.add("the JVM refused hooks in " + type.getName() + ": " + e);
            }
        }
    }

    /** An agent that came before may have given the class methods, which a redefinition must keep: its form of the class is taken then. */
    private void redefine(ClassDefinition definition) throws ClassNotFoundException, UnmodifiableClassException {
        try {
            instrumentation.redefineClasses(definition);
        } catch (UnsupportedOperationException e) {
            Class<?> type = definition.getDefinitionClass();
            byte[] bytes = LoadedClass.bytes(instrumentation, type);
            ClassRewriter.Result result = rewrite(type.getName().replace('.', '/'), bytes);
            instrumentation.redefineClasses(new ClassDefinition(type, result.bytes()));
        }
    }
}
