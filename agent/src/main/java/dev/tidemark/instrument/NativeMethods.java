package dev.tidemark.instrument;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.security.ProtectionDomain;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Finds native methods of the application through which native code can get at memory named by address: a buffer, a segment or any
 * object that may hold one, an address as a {@code long}, or {@code this}. Strings, classes and arrays of anything but {@code long}
 * carry no address; and whoever passes a heap array has it already.
 *
 * <p>A native method needs a library. So nothing happens before the application loads one; then the classes that are loaded are
 * searched, and those loaded later, until one has such a method. It counts whether it is linked or not: a library may register its
 * functions itself, of which nobody is told. Not seen: methods of which a host program or an agent written in C registers the
 * functions without loading a library.
 *
 * <p>Thread-safe.
 */
public final class NativeMethods implements ClassFileTransformer {
    private final Instrumentation instrumentation;
    private final UnaryOperator<String> found;
    private boolean watching;

    /** All memory counts as known to native code: nothing is left to find. */
    private volatile boolean done;

    /** @param found is told of the first such method; answers null, or one line that says why it is refused */
    public NativeMethods(Instrumentation instrumentation, UnaryOperator<String> found) {
        this.instrumentation = instrumentation;
        this.found = found;
    }

    /**
     * A class is about to load a native library. Costs a look at all classes of the application the first time, and then a look at
     * each class when it is loaded, until a native method is found.
     *
     * @param by null for the JVM itself
     * @return null, or one line that says why it is refused
     */
    public synchronized String loading(Class<?> by, String library) {
        if (done || by == null || isJdk(by.getModule())) {
            return null;
        }
        String method = reaching(by);
        if (!watching) {
            watching = true;
            instrumentation.addTransformer(this, false); // first, so that no class slips through between
        }
        Class<?>[] loaded = method == null ? instrumentation.getAllLoadedClasses() : new Class<?>[0];
        for (int i = 0; i < loaded.length && method == null; i++) {
            method = reaching(loaded[i]);
        }
        return method == null ? null : tell("native method " + method + ", with library " + library);
    }

    /** The application runs already, and may have loaded libraries before the agent came. */
    public synchronized void searchLoaded() {
        for (Class<?> type : instrumentation.getAllLoadedClasses()) {
            String method = reaching(type);
            if (method != null) {
                tell("native method " + method + ", of a class older than the agent");
                return;
            }
        }
        if (anyLibrary()) {
            watching = true;
            instrumentation.addTransformer(this, false);
        }
    }

    /** Whether a class of that name is loaded: if nobody else loads it, whether what it is for was used. */
    public boolean isLoaded(String name) {
        for (Class<?> type : instrumentation.getAllLoadedClasses()) {
            if (type.getName().equals(name)) {
                return true;
            }
        }
        return false;
    }

    /** Whether someone other than the JDK has loaded a library. */
    private boolean anyLibrary() {
        String loader = "jdk.internal.loader";
        Set<Module> agent = Set.of(NativeMethods.class.getModule());
        instrumentation.redefineModule(
                Object.class.getModule(), Set.of(), Map.of(), Map.of(loader, agent), Set.of(), Map.of());
        try {
            Field names = Class.forName(loader + ".NativeLibraries").getDeclaredField("loadedLibraryNames");
            names.setAccessible(true);
            String jdk = System.getProperty("java.home");
            for (Object name : ((Set<?>) names.get(null)).toArray()) {
                if (name.toString().indexOf(File.separatorChar) >= 0
                        && !name.toString().startsWith(jdk)) {
                    return true;
                }
            }
            return false;
        } catch (ReflectiveOperationException e) {
            return true; // not known, so it may be
        }
    }

    @Override
    public byte[] transform(
            Module module,
            ClassLoader loader,
            String className,
            Class<?> redefined,
            ProtectionDomain domain,
            byte[] bytes) {
        if (done || isJdk(module)) {
            return null;
        }
        String method = reaching(bytes);
        String refusal = method == null ? null : tell("native method " + method);
        return refusal == null ? null : withoutNatives(bytes, refusal);
    }

    private String tell(String how) {
        String refusal = found.apply(how);
        if (refusal == null) {
            done = true;
            instrumentation.removeTransformer(this);
        }
        return refusal;
    }

    private static boolean isJdk(Module module) {
        String name = module.getName();
        return name != null && (name.startsWith("java.") || name.startsWith("jdk."));
    }

    /** The first such method of a loaded class, or null. */
    private static String reaching(Class<?> type) {
        if (type.isArray() || type.isInterface() || type.isPrimitive() || isJdk(type.getModule())) {
            return null;
        }
        try {
            for (Method method : type.getDeclaredMethods()) {
                if (Modifier.isNative(method.getModifiers())
                        && reaches(method.getModifiers(), Type.getMethodDescriptor(method))) {
                    return display(type.getName(), method.getName(), Type.getMethodDescriptor(method));
                }
            }
            return null;
        } catch (LinkageError e) {
            return reachingUnlinked(type); // a type in some signature is missing
        }
    }

    private static String reachingUnlinked(Class<?> type) {
        String unknown = display(type.getName(), "?", "()V");
        try (InputStream in = type.getResourceAsStream("/" + type.getName().replace('.', '/') + ".class")) {
            return in == null ? unknown : reaching(in.readAllBytes());
        } catch (IOException | RuntimeException e) {
            return unknown;
        }
    }

    private static String reaching(byte[] bytes) {
        Finder finder = new Finder();
        new ClassReader(bytes).accept(finder, ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        return finder.method;
    }

    /** Whether a native method gets anything that may lead to an address. */
    static boolean reaches(int access, String descriptor) {
        if ((access & Opcodes.ACC_STATIC) == 0) {
            return true;
        }
        for (Type type : Type.getArgumentTypes(descriptor)) {
            switch (type.getDescriptor()) {
                case "Z", "B", "S", "C", "I", "F", "D", "[Z", "[B", "[S", "[C", "[I", "[F", "[D" -> {}
                case "Ljava/lang/String;", "[Ljava/lang/String;", "Ljava/lang/Class;" -> {}
                default -> {
                    return true;
                }
            }
        }
        return false;
    }

    private static String display(String owner, String name, String descriptor) {
        StringBuilder text = new StringBuilder(owner).append('.').append(name).append('(');
        String separator = "";
        for (Type type : Type.getArgumentTypes(descriptor)) {
            String full = type.getClassName();
            text.append(separator).append(full, full.lastIndexOf('.') + 1, full.length());
            separator = ", ";
        }
        return text.append(')').toString();
    }

    /** The class with methods in place of its native ones that throw {@code refusal}, as linking them would. */
    private static byte[] withoutNatives(byte[] bytes, String refusal) {
        ClassReader reader = new ClassReader(bytes);
        ClassWriter writer = new ClassWriter(reader, 0);
        reader.accept(
                new ClassVisitor(Opcodes.ASM9, writer) {
                    @Override
                    public MethodVisitor visitMethod(
                            int access, String name, String descriptor, String signature, String[] exceptions) {
                        boolean refused = (access & Opcodes.ACC_NATIVE) != 0 && reaches(access, descriptor);
                        MethodVisitor method = super.visitMethod(
                                refused ? access & ~Opcodes.ACC_NATIVE : access,
                                name,
                                descriptor,
                                signature,
                                exceptions);
                        if (!refused) {
                            return method;
                        }
                        emitRefusal(method, refusal, Type.getArgumentsAndReturnSizes(descriptor) >> 2);
                        return null;
                    }
                },
                0);
        return writer.toByteArray();
    }

    private static void emitRefusal(MethodVisitor method, String refusal, int locals) {
        String error = "java/lang/UnsatisfiedLinkError";
        method.visitCode();
        method.visitTypeInsn(Opcodes.NEW, error);
        method.visitInsn(Opcodes.DUP);
        method.visitLdcInsn(refusal);
        method.visitMethodInsn(Opcodes.INVOKESPECIAL, error, "<init>", "(Ljava/lang/String;)V", false);
        method.visitInsn(Opcodes.ATHROW);
        method.visitMaxs(3, locals);
        method.visitEnd();
    }

    /** The first such method of a class file. */
    private static final class Finder extends ClassVisitor {
        private String owner;
        private String method;

        Finder() {
            super(Opcodes.ASM9);
        }

        @Override
        public void visit(int version, int access, String name, String signature, String parent, String[] interfaces) {
            owner = name.replace('/', '.');
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] exceptions) {
            if (method == null && (access & Opcodes.ACC_NATIVE) != 0 && reaches(access, descriptor)) {
                method = display(owner, name, descriptor);
            }
            return null;
        }
    }
}
