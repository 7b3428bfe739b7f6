package dev.tidemark.it.living;

import static net.bytebuddy.matcher.ElementMatchers.isPublic;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.namedOneOf;
import static net.bytebuddy.matcher.ElementMatchers.none;

import dev.tidemark.Coverage;
import dev.tidemark.RegionKind;
import dev.tidemark.it.ReplicatedMemory;
import dev.tidemark.it.Seed;
import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandles;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.dynamic.loading.ClassLoadingStrategy;
import net.bytebuddy.implementation.MethodDelegation;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * An application with ByteBuddy and ASM of its own, in other versions than the agent's, and with ByteBuddy's own agent: it puts
 * advice into hooked JDK classes, generates classes with both libraries, and writes.
 */
public final class OtherVersionsProgram {
    /** Where the advice finds its notes, because code within the JDK's classes sees nothing of the application. */
    private static final String NOTES = "dev.tidemark.it.living.notes";

    /** Classes that carry hooks of ours and advice of ByteBuddy's. */
    private static final String[] ADVISED = {
        "java.nio.HeapByteBuffer",
        "java.util.zip.Inflater",
        "java.util.zip.Deflater",
        "javax.crypto.Cipher",
        "java.nio.charset.CharsetEncoder",
        "sun.nio.ch.IOUtil",
        "sun.nio.ch.DatagramChannelImpl",
        "jdk.internal.misc.ScopedMemoryAccess"
    };

    private OtherVersionsProgram() {}

    /** No arguments. */
    public static void main(String[] arguments) throws Exception {
        expectLibrary(ByteBuddy.class, "byte-buddy.jar");
        expectLibrary(ClassWriter.class, "asm.jar");
        Set<String> seen = ConcurrentHashMap.newKeySet();
        System.getProperties().put(NOTES, seen);
        advise();
        Writer[] writers = {withByteBuddy(), withAsm()};
        HookRows rows = new HookRows(new Random(Seed.of("OtherVersionsProgram")));
        for (RegionKind kind : ReplicatedMemory.KINDS) {
            try (ReplicatedMemory memory = new ReplicatedMemory("other versions", kind)) {
                seen.clear();
                rows.run(memory, kind, 5);
                for (int i = 0; i < 20_000; i += 1000) {
                    for (Writer writer : writers) {
                        writer.write(memory.slice(i, 100), i);
                        memory.judge(writer.getClass().getName(), i, i + 100);
                    }
                }
                memory.expect(Coverage.COMPLETE);
            }
        }
        Set<String> wanted = new TreeSet<>(Set.of(ADVISED));
        expect(wanted.equals(new TreeSet<>(seen)), "advice should run in " + wanted + " but ran in " + seen);
        System.out.println("advice and generated classes did their work");
    }

    /** Notes who is called of the classes that carry hooks, by retransforming their classes. */
    private static void advise() throws ReflectiveOperationException {
        Instrumentation instrumentation = (Instrumentation) ClassLoader.getSystemClassLoader()
                .loadClass("net.bytebuddy.agent.Installer")
                .getMethod("getInstrumentation")
                .invoke(null);
        new AgentBuilder.Default()
                .disableClassFormatChanges()
                .with(AgentBuilder.RedefinitionStrategy.RETRANSFORMATION)
                .with(AgentBuilder.RedefinitionStrategy.Listener.ErrorEscalating.FAIL_FAST)
                .ignore(none())
                .type(namedOneOf(ADVISED))
                .transform((builder, type, loader, module, domain) -> builder.visit(Advice.to(Note.class)
                        .on(isPublic()
                                .and(namedOneOf(
                                        "put",
                                        "inflate",
                                        "deflate",
                                        "update",
                                        "doFinal",
                                        "encode",
                                        "putByte",
                                        "copyMemory"))
                                .or(named("receiveIntoNativeBuffer"))
                                .or(named("readIntoNativeBuffer")))))
                .installOn(instrumentation);
    }

    private static Writer withByteBuddy() throws ReflectiveOperationException {
        return new ByteBuddy()
                .subclass(Writer.class)
                .method(named("write"))
                .intercept(MethodDelegation.to(OtherVersionsProgram.class))
                .make()
                .load(Writer.class.getClassLoader(), ClassLoadingStrategy.Default.WRAPPER)
                .getLoaded()
                .getConstructor()
                .newInstance();
    }

    /** What the class that ByteBuddy generated calls. */
    public static void write(ByteBuffer buffer, int value) {
        buffer.putInt(10, ~value).put(50, (byte) value);
    }

    private static Writer withAsm() throws ReflectiveOperationException {
        String name = "dev/tidemark/it/living/AsmWriter";
        String parent = Writer.class.getName().replace('.', '/');
        ClassWriter type = new ClassWriter(ClassWriter.COMPUTE_FRAMES | ClassWriter.COMPUTE_MAXS);
        type.visit(Opcodes.V17, Opcodes.ACC_PUBLIC, name, null, parent, null);
        MethodVisitor constructor = type.visitMethod(Opcodes.ACC_PUBLIC, "<init>", "()V", null, null);
        constructor.visitVarInsn(Opcodes.ALOAD, 0);
        constructor.visitMethodInsn(Opcodes.INVOKESPECIAL, parent, "<init>", "()V", false);
        constructor.visitInsn(Opcodes.RETURN);
        constructor.visitMaxs(0, 0);
        MethodVisitor write = type.visitMethod(Opcodes.ACC_PUBLIC, "write", "(Ljava/nio/ByteBuffer;I)V", null, null);
        write.visitVarInsn(Opcodes.ALOAD, 1);
        write.visitIntInsn(Opcodes.BIPUSH, 90);
        write.visitVarInsn(Opcodes.ILOAD, 2);
        write.visitMethodInsn(
                Opcodes.INVOKEVIRTUAL, "java/nio/ByteBuffer", "putInt", "(II)Ljava/nio/ByteBuffer;", false);
        write.visitInsn(Opcodes.POP);
        write.visitInsn(Opcodes.RETURN);
        write.visitMaxs(0, 0);
        return (Writer) MethodHandles.lookup()
                .defineClass(type.toByteArray())
                .getConstructor()
                .newInstance();
    }

    private static void expectLibrary(Class<?> type, String jar) {
        String place = type.getProtectionDomain().getCodeSource().getLocation().toString();
        expect(place.endsWith("/libraries/" + jar), type + " is not the application's own: " + place);
    }

    private static void expect(boolean fact, String otherwise) {
        if (!fact) {
            throw new AssertionError(otherwise);
        }
    }

    /** What is generated. */
    public abstract static class Writer {
        /** Writes something into the first 100 bytes. */
        public abstract void write(ByteBuffer buffer, int value);
    }

    /** Copied into the JDK's methods. */
    static final class Note {
        private Note() {}

        @Advice.OnMethodExit
        @SuppressWarnings("unchecked")
        static void exit(@Advice.Origin("#t") String type) {
            ((Set<Object>) System.getProperties().get("dev.tidemark.it.living.notes")).add(type);
        }
    }
}
