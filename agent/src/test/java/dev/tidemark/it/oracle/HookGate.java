package dev.tidemark.it.oracle;

import dev.tidemark.it.oracle.HookTableView.Row;
import java.io.OutputStream;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * A second agent, behind the one under test: puts a gate before every call of a hook that was written into the JDK. A gate notes
 * that it was passed, and can be shut, which is as if that one method had no hook. So every hook can be taken away alone within
 * one JVM.
 *
 * <pre>
 *   Hooks.stored(base, offset, bytes)   becomes   Gate.stored(base, offset, bytes, 17)
 *
 *   static void stored(Object base, long offset, long bytes, int hook) {
 *       seen[hook] = true;
 *       if (hook != shut) Hooks.stored(base, offset, bytes);
 *   }
 * </pre>
 *
 * <p>A shut gate of {@code DirectPuts} stores, and tells nobody.
 */
public final class HookGate {
    private static final String HOOKS = "dev/tidemark/boot/Hooks";
    private static final String DIRECT_PUTS = "dev/tidemark/boot/DirectPuts";
    private static final String UNSAFE = "jdk/internal/misc/Unsafe";
    private static final String GATE = "dev/tidemark/it/gate/Gate";
    private static final List<Row> ROWS = HookTableView.rows();

    private HookGate() {}

    /** Entry point of an agent that is named after the one under test. */
    public static void premain(String arguments, Instrumentation instrumentation) throws Exception {
        Path jar = Files.createTempFile("gate", ".jar");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream to = new JarOutputStream(out)) {
            to.putNextEntry(new JarEntry(GATE + ".class"));
            to.write(gateClass());
            to.closeEntry();
        }
        instrumentation.appendToBootstrapClassLoaderSearch(new JarFile(jar.toFile()));
        jar.toFile().deleteOnExit();
        List<Class<?>> owners = new ArrayList<>();
        for (Row row : ROWS) {
            Class<?> owner = Class.forName(row.owner().replace('/', '.'), false, null);
            if (!owners.contains(owner)) {
                owners.add(owner);
            }
        }
        ClassFileTransformer transformer = new ClassFileTransformer() {
            @Override
            public byte[] transform(
                    ClassLoader loader, String name, Class<?> type, ProtectionDomain domain, byte[] bytes) {
                return type != null && owners.contains(type) ? gated(name, bytes) : null;
            }
        };
        instrumentation.addTransformer(transformer, true);
        instrumentation.retransformClasses(owners.toArray(new Class<?>[0]));
    }

    /** The hooks, by the numbers that the gates know them by. */
    static List<Row> rows() {
        return ROWS;
    }

    /** By hook, whether its gate was passed; the caller may clear it. */
    static boolean[] seen() throws ReflectiveOperationException {
        return (boolean[]) gate().getField("seen").get(null);
    }

    /** Shuts the gate of one hook, and opens the others; -1 opens all. */
    static void shut(int hook) throws ReflectiveOperationException {
        gate().getField("shut").setInt(null, hook);
    }

    private static Class<?> gate() throws ClassNotFoundException {
        return Class.forName(GATE.replace('/', '.'), true, null);
    }

    private static byte[] gated(String owner, byte[] bytes) {
        ClassReader reader = new ClassReader(bytes);
        ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        reader.accept(
                new ClassVisitor(Opcodes.ASM9, writer) {
                    @Override
                    public MethodVisitor visitMethod(
                            int access, String name, String descriptor, String signature, String[] exceptions) {
                        MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
                        int hook = index(owner, name, descriptor);
                        return hook < 0 ? next : gated(next, hook);
                    }
                },
                0);
        return writer.toByteArray();
    }

    private static MethodVisitor gated(MethodVisitor next, int hook) {
        return new MethodVisitor(Opcodes.ASM9, next) {
            @Override
            public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
                boolean isHook = owner.equals(HOOKS) && Type.getReturnType(descriptor) == Type.VOID_TYPE;
                if (isHook || owner.equals(DIRECT_PUTS)) {
                    super.visitIntInsn(Opcodes.SIPUSH, hook);
                    super.visitMethodInsn(opcode, GATE, name, withHook(descriptor), false);
                } else {
                    super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
                }
            }
        };
    }

    private static int index(String owner, String method, String descriptor) {
        for (int i = 0; i < ROWS.size(); i++) {
            Row row = ROWS.get(i);
            if (row.owner().equals(owner)
                    && row.method().equals(method)
                    && row.descriptor().equals(descriptor)) {
                return i;
            }
        }
        return -1;
    }

    private static String withHook(String descriptor) {
        return descriptor.replace(")", "I)");
    }

    /** A gate for each hook method. Of an old class file version, which needs no stack maps. */
    private static byte[] gateClass() throws ClassNotFoundException {
        ClassWriter gate = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        int open = Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC;
        gate.visit(Opcodes.V1_5, Opcodes.ACC_PUBLIC | Opcodes.ACC_SUPER, GATE, null, "java/lang/Object", null);
        gate.visitField(open | Opcodes.ACC_FINAL, "seen", "[Z", null, null);
        gate.visitField(open | Opcodes.ACC_VOLATILE, "shut", "I", null, null);
        MethodVisitor start = gate.visitMethod(Opcodes.ACC_STATIC, "<clinit>", "()V", null, null);
        start.visitCode();
        start.visitIntInsn(Opcodes.SIPUSH, ROWS.size());
        start.visitIntInsn(Opcodes.NEWARRAY, Opcodes.T_BOOLEAN);
        start.visitFieldInsn(Opcodes.PUTSTATIC, GATE, "seen", "[Z");
        start.visitInsn(Opcodes.ICONST_M1);
        start.visitFieldInsn(Opcodes.PUTSTATIC, GATE, "shut", "I");
        start.visitInsn(Opcodes.RETURN);
        start.visitMaxs(0, 0);
        start.visitEnd();
        for (Method method : publicMethods(HOOKS)) {
            if (method.getReturnType() == void.class) {
                addGate(gate, HOOKS, method.getName(), Type.getMethodDescriptor(method));
            }
        }
        for (Method method : publicMethods(DIRECT_PUTS)) {
            addGate(gate, DIRECT_PUTS, method.getName(), Type.getMethodDescriptor(method));
        }
        gate.visitEnd();
        return gate.toByteArray();
    }

    private static List<Method> publicMethods(String type) throws ClassNotFoundException {
        Method[] all = Class.forName(type.replace('/', '.'), true, null).getDeclaredMethods();
        return Stream.of(all)
                .filter(method -> Modifier.isPublic(method.getModifiers()))
                .toList();
    }

    private static void addGate(ClassWriter gate, String owner, String name, String descriptor) {
        int hook = (Type.getArgumentsAndReturnSizes(descriptor) >> 2) - 1;
        MethodVisitor code =
                gate.visitMethod(Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC, name, withHook(descriptor), null, null);
        code.visitCode();
        code.visitFieldInsn(Opcodes.GETSTATIC, GATE, "seen", "[Z");
        code.visitVarInsn(Opcodes.ILOAD, hook);
        code.visitInsn(Opcodes.ICONST_1);
        code.visitInsn(Opcodes.BASTORE);
        Label shut = new Label();
        code.visitVarInsn(Opcodes.ILOAD, hook);
        code.visitFieldInsn(Opcodes.GETSTATIC, GATE, "shut", "I");
        code.visitJumpInsn(Opcodes.IF_ICMPEQ, shut);
        int local = 0;
        for (Type type : Type.getArgumentTypes(descriptor)) {
            code.visitVarInsn(type.getOpcode(Opcodes.ILOAD), local);
            local += type.getSize();
        }
        code.visitMethodInsn(Opcodes.INVOKESTATIC, owner, name, descriptor, false);
        code.visitInsn(Opcodes.RETURN);
        code.visitLabel(shut);
        if (owner.equals(DIRECT_PUTS)) {
            storeUntold(code, name, descriptor);
        }
        code.visitInsn(Opcodes.RETURN);
        code.visitMaxs(0, 0);
        code.visitEnd();
    }

    private static void storeUntold(MethodVisitor code, String name, String descriptor) {
        code.visitMethodInsn(Opcodes.INVOKESTATIC, UNSAFE, "getUnsafe", "()L" + UNSAFE + ";", false);
        code.visitInsn(Opcodes.ACONST_NULL);
        code.visitVarInsn(Opcodes.LLOAD, 1);
        Type[] types = Type.getArgumentTypes(descriptor);
        code.visitVarInsn(types[2].getOpcode(Opcodes.ILOAD), 3);
        if (types.length > 3) {
            code.visitVarInsn(Opcodes.ILOAD, 3 + types[2].getSize());
        }
        String store = descriptor.replace("Ljava/nio/ByteBuffer;", "Ljava/lang/Object;");
        code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, UNSAFE, name, store, false);
    }
}
