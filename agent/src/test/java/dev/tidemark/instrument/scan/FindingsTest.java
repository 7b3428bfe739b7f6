package dev.tidemark.instrument.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Each kind of finding is found in a class that a new JDK build could bring, and harmless code is not. */
class FindingsTest {
    private static final String OWNER = "sun/nio/ch/New";
    private static final String UNSAFE = "jdk/internal/misc/Unsafe";
    private static final String SCOPED = "jdk/internal/misc/ScopedMemoryAccess";

    static Stream<Arguments> plants() {
        return Stream.of(
                plant("Unsafe.putLong", code -> call(code, UNSAFE, "putLong", "(Ljava/lang/Object;JJ)V")),
                plant("Unsafe.putLong", code -> call(code, "sun/misc/Unsafe", "putLong", "(JJ)V")),
                plant("Unsafe.fillMemory", code -> call(code, UNSAFE, "fillMemory", "(JJJ)V")),
                plant("Unsafe.getAndAddInt", code -> call(code, UNSAFE, "getAndAddInt", "(Ljava/lang/Object;JI)I")),
                plant(
                        "Unsafe.putInt",
                        code -> code.visitInvokeDynamicInsn(
                                "apply",
                                "()Ljava/lang/Runnable;",
                                handle("java/lang/invoke/LambdaMetafactory", "metafactory", "()V"),
                                handle(UNSAFE, "putInt", "(JI)V"))),
                plant("Unsafe.putInt", code -> code.visitLdcInsn(handle(UNSAFE, "putInt", "(JI)V"))),
                plant("hb", code -> {
                    field(code, "java/nio/HeapByteBuffer", "hb", "[B");
                    code.visitInsn(Opcodes.BASTORE);
                }),
                plant("hb", code -> {
                    field(code, "java/nio/ByteBuffer", "hb", "[B");
                    call(code, "java/lang/System", "arraycopy", "(Ljava/lang/Object;ILjava/lang/Object;II)V");
                }),
                plant("hb", code -> {
                    field(code, "java/nio/ByteBuffer", "hb", "[B");
                    call(code, "java/util/Arrays", "fill", "([BB)V");
                }),
                plant("\"hb\"", code -> code.visitLdcInsn("hb")),
                plant("array()", code -> call(code, "java/nio/ByteBuffer", "array", "()[B")),
                plant("array()", code -> call(code, "java/nio/Buffer", "array", "()Ljava/lang/Object;")),
                plant("address()", code -> call(code, "sun/nio/ch/DirectBuffer", "address", "()J")),
                plant(
                        "address()",
                        code -> call(
                                code, "jdk/internal/access/JavaNioAccess", "getBufferAddress", "(Ljava/nio/Buffer;)J")),
                plant("address()", code -> call(code, "java/lang/foreign/MemorySegment", "address", "()J")),
                plant("address", code -> {
                    field(code, "java/nio/DirectByteBuffer", "address", "J");
                    call(code, OWNER, "store0", "(JI)V");
                }),
                plant("address", code -> {
                    call(code, "java/nio/DirectByteBuffer", "ix", "(I)J");
                    call(code, OWNER, "store0", "(JI)V");
                }),
                plant("base", code -> call(code, "java/nio/ByteBuffer", "base", "()Ljava/lang/Object;")),
                plant(
                        "base",
                        code -> call(
                                code,
                                "jdk/internal/foreign/AbstractMemorySegmentImpl",
                                "unsafeGetBase",
                                "()Ljava/lang/Object;")),
                plant(
                        "base",
                        code -> call(code, "java/util/zip/ZipUtils", "getBufferArray", "(Ljava/nio/ByteBuffer;)[B")),
                plant(
                        "VectorSupport.store",
                        code -> call(code, "jdk/internal/vm/vector/VectorSupport", "store", "()V")),
                plant("ScopedMemoryAccess.putByteInternal", code -> call(code, SCOPED, "putByteInternal", "()V")),
                plant(
                        "CipherSpi.engineDoFinal",
                        code -> call(
                                code,
                                "javax/crypto/CipherSpi",
                                "engineDoFinal",
                                "(Ljava/nio/ByteBuffer;Ljava/nio/ByteBuffer;)I")),
                plant(
                        "CharsetEncoder.encodeLoop",
                        code -> call(
                                code,
                                "java/nio/charset/CharsetEncoder",
                                "encodeLoop",
                                "(Ljava/nio/CharBuffer;Ljava/nio/ByteBuffer;)Ljava/nio/charset/CoderResult;")),
                plant("downcall", code -> call(code, "java/lang/foreign/Linker", "downcallHandle", "()V")));
    }

    @ParameterizedTest
    @MethodSource("plants")
    void whatIsPlantedIsFound(String what, Consumer<MethodVisitor> body) {
        assertEquals(Set.of(OWNER.replace('/', '.') + ".method(I) " + what), findings("method", 0, body));
    }

    @Test
    void aNativeMethodThatIsGivenMemory() {
        for (String parameter :
                new String[] {"Ljava/nio/ByteBuffer;", "[Ljava/nio/LongBuffer;", "Ljava/lang/foreign/MemorySegment;"}) {
            ClassWriter type = type();
            type.visitMethod(Opcodes.ACC_NATIVE, "read0", "(I" + parameter + ")V", null, null)
                    .visitEnd();
            assertEquals(Set.of("sun.nio.ch.New.read0(I" + parameter + ") native"), findings(type));
        }
    }

    @Test
    void namesOfLambdasAreTheSameInEveryBuild() {
        Consumer<MethodVisitor> store = code -> call(code, UNSAFE, "putInt", "(JI)V");
        assertEquals(findings("lambda$read$3", 0, store), findings("lambda$read$17", 0, store));
    }

    @Test
    void harmlessCode() {
        Consumer<MethodVisitor> harmless = code -> {
            call(code, UNSAFE, "getLong", "(J)J");
            call(code, UNSAFE, "putReference", "(Ljava/lang/Object;JLjava/lang/Object;)V");
            call(code, UNSAFE, "storeFence", "()V");
            call(code, "java/nio/ByteBuffer", "put", "(IB)Ljava/nio/ByteBuffer;");
            call(code, "java/nio/CharBuffer", "array", "()[C");
            call(code, "java/net/InetAddress", "address", "()J");
            field(code, "java/nio/HeapByteBuffer", "hb", "[B");
            call(code, SCOPED, "putByte", "(Ljava/lang/Object;JB)V");
            code.visitLdcInsn("address");
        };
        assertEquals(Set.of(), findings("method", 0, harmless));
        Consumer<MethodVisitor> hooked = code -> {
            field(code, "java/nio/DirectByteBuffer", "address", "J");
            call(code, SCOPED, "copyMemory", "(Ljava/lang/Object;JLjava/lang/Object;JJ)V");
        };
        assertEquals(Set.of(), findings("method", 0, hooked));
    }

    /** The inner stores of the hooked class are for their hooked methods alone. */
    @Test
    void aSecondCallerOfAnInnerStore() {
        for (String caller : new String[] {"putByte", "putByteFaster"}) {
            ClassWriter type = new ClassWriter(0);
            type.visit(Opcodes.V17, Opcodes.ACC_PUBLIC, SCOPED, null, "java/lang/Object", null);
            method(type, caller, 0, code -> call(code, SCOPED, "putByteInternal", "(Ljava/lang/Object;JB)V"));
            String finding =
                    "jdk.internal.misc.ScopedMemoryAccess." + caller + "(I) ScopedMemoryAccess.putByteInternal";
            assertEquals(caller.equals("putByte") ? Set.of() : Set.of(finding), findings(type));
        }
    }

    /** What the parser is spared must not hold a finding. */
    @Test
    void everyPlantedClassIsOfInterest() {
        plants().forEach(each -> {
            @SuppressWarnings("unchecked")
            Consumer<MethodVisitor> body = (Consumer<MethodVisitor>) each.get()[1];
            boolean named = !each.get()[0].equals("\"hb\""); // a class that reflects on a buffer names one besides
            assertTrue(
                    !named || Constants.areOfInterest(type("method", 0, body).toByteArray()), each.get()[0]::toString);
        });
    }

    private static Arguments plant(String what, Consumer<MethodVisitor> body) {
        return Arguments.of(what, body);
    }

    private static Set<String> findings(String method, int access, Consumer<MethodVisitor> body) {
        return findings(type(method, access, body));
    }

    private static Set<String> findings(ClassWriter type) {
        TreeSet<String> found = new TreeSet<>();
        byte[] bytes = type.toByteArray();
        Findings.of(bytes, bytes.length, found);
        return found;
    }

    private static ClassWriter type(String method, int access, Consumer<MethodVisitor> body) {
        ClassWriter type = type();
        method(type, method, access, body);
        return type;
    }

    private static void method(ClassWriter type, String method, int access, Consumer<MethodVisitor> body) {
        MethodVisitor code = type.visitMethod(access, method, "(I)V", null, null);
        code.visitCode();
        body.accept(code);
        code.visitInsn(Opcodes.RETURN);
        code.visitMaxs(9, 9);
        code.visitEnd();
    }

    private static ClassWriter type() {
        ClassWriter type = new ClassWriter(0);
        type.visit(Opcodes.V17, Opcodes.ACC_PUBLIC, OWNER, null, "java/lang/Object", null);
        return type;
    }

    private static Handle handle(String owner, String name, String descriptor) {
        return new Handle(Opcodes.H_INVOKEVIRTUAL, owner, name, descriptor, false);
    }

    private static void call(MethodVisitor code, String owner, String name, String descriptor) {
        code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, owner, name, descriptor, false);
    }

    private static void field(MethodVisitor code, String owner, String name, String descriptor) {
        code.visitFieldInsn(Opcodes.GETFIELD, owner, name, descriptor);
    }
}
