package dev.tidemark.instrument.arrays;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tidemark.boot.ArrayHooks;
import dev.tidemark.boot.Barrier;
import dev.tidemark.boot.BufferAccess;
import dev.tidemark.boot.Marks;
import dev.tidemark.boot.Span;
import dev.tidemark.it.Taken;
import java.lang.ref.WeakReference;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Classes of every version, size and shape through the transformer, and into the JVM. */
class ArrayTransformerTest implements Opcodes {
    private static final String NAME = "com/acme/Generated";
    private static final String PUT = "([BIB)V";

    private final List<String> leftAlone = new ArrayList<>();
    private final ArrayTransformer transformer = new ArrayTransformer(
            new ClassPatterns(List.of("com.acme.*")), (name, why) -> leftAlone.add(name), ArrayHooks.class);

    @AfterEach
    void noRegions() {
        Barrier.install(new Span[0], new Span[0]);
    }

    @ParameterizedTest
    @ValueSource(ints = {V1_1, V1_2, V1_3, V1_4, V1_5, V1_6, V1_7, V1_8, V9, V11, V17})
    void aStoreInAClassOfAnyVersionIsMarked(int version) throws Exception {
        Method put = load(rewritten(generate(version, 1)), "put", byte[].class, int.class, byte.class);
        byte[] array = new byte[64 * 10];
        Marks marks = track(array);
        put.invoke(null, array, 3 * 64 + 5, (byte) 7);
        assertEquals(7, array[3 * 64 + 5]);
        assertEquals(1L << 3, Taken.firstWord(marks));
        InvocationTargetException thrown =
                assertThrows(InvocationTargetException.class, () -> put.invoke(null, array, 640, (byte) 7));
        assertEquals("Index 640 out of bounds for length 640", thrown.getCause().getMessage());
        assertEquals(ArrayIndexOutOfBoundsException.class, thrown.getCause().getClass());
        assertEquals(0, Taken.firstWord(marks));
        assertEquals(List.of(), leftAlone);
    }

    @Test
    void bastoreServesBooleansToo() throws Exception {
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        writer.visit(V17, ACC_PUBLIC, NAME, null, "java/lang/Object", null);
        MethodVisitor method = method(writer, "put", "([ZIZ[B)V");
        method.visitVarInsn(ALOAD, 0);
        method.visitVarInsn(ILOAD, 1);
        method.visitVarInsn(ILOAD, 2);
        method.visitInsn(BASTORE);
        end(method);
        Method put =
                load(rewritten(writer.toByteArray()), "put", boolean[].class, int.class, boolean.class, byte[].class);
        boolean[] array = new boolean[3];
        put.invoke(null, array, 1, true, null);
        assertEquals(true, array[1]);
    }

    @Test
    void aMethodThatGrowsUpToTheLimitIsRewritten() throws Exception {
        Method put = load(rewritten(generate(V17, 7_000)), "put", byte[].class, int.class, byte.class);
        byte[] array = new byte[64];
        Marks marks = track(array);
        put.invoke(null, array, 5, (byte) 1);
        assertEquals(1, Taken.firstWord(marks));
    }

    @Test
    void aMethodThatGrowsTooLargeLeavesTheClassAloneAndIsReported() {
        assertNull(transform(generate(V17, 9_000)));
        assertEquals(List.of("com.acme.Generated"), leftAlone);
    }

    @Test
    void bytesThatAreNoClassAreReported() {
        assertNull(transform("no class, but [B".getBytes(StandardCharsets.ISO_8859_1)));
        assertEquals(1, leftAlone.size());
    }

    @Test
    void aLoaderThatHidesTheHooksIsReported() {
        ClassLoader blind = new ClassLoader(null) {};
        assertNull(transform(blind, generate(V17, 1)));
        assertEquals(List.of("com.acme.Generated"), leftAlone);
    }

    @Test
    void aClassWithoutArraysIsNotTouched() {
        ClassWriter writer = new ClassWriter(0);
        writer.visit(V17, ACC_PUBLIC, NAME, null, "java/lang/Object", null);
        assertNull(transform(writer.toByteArray()));
        assertEquals(List.of(), leftAlone);
    }

    private byte[] rewritten(byte[] bytes) {
        byte[] result = transform(bytes);
        assertEquals(List.of(), leftAlone);
        assertNotNull(result);
        return result;
    }

    private byte[] transform(byte[] bytes) {
        return transform(getClass().getClassLoader(), bytes);
    }

    private byte[] transform(ClassLoader loader, byte[] bytes) {
        return transformer.transform(loader.getUnnamedModule(), loader, NAME, null, null, bytes);
    }

    /** {@code put(array, index, value)}, which stores several times, from a subroutine where the version has them. */
    private static byte[] generate(int version, int times) {
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        writer.visit(version, ACC_PUBLIC, NAME, null, "java/lang/Object", null);
        MethodVisitor method = method(writer, "put", PUT);
        boolean subroutine = (version & 0xFFFF) < V1_6; // those that verify without frames
        Label store = new Label();
        if (subroutine) {
            method.visitJumpInsn(JSR, store);
            method.visitInsn(RETURN);
            method.visitLabel(store);
            method.visitVarInsn(ASTORE, 3);
        }
        for (int i = 0; i < times; i++) {
            method.visitVarInsn(ALOAD, 0);
            method.visitVarInsn(ILOAD, 1);
            method.visitInsn(NOP);
            method.visitInsn(NOP);
            method.visitInsn(NOP);
            method.visitVarInsn(ILOAD, 2);
            method.visitInsn(BASTORE);
        }
        if (subroutine) {
            method.visitVarInsn(RET, 3);
            method.visitMaxs(0, 0);
            method.visitEnd();
            writer.visitEnd();
        } else {
            end(method);
        }
        return writer.toByteArray();
    }

    private static MethodVisitor method(ClassWriter writer, String name, String descriptor) {
        MethodVisitor method = writer.visitMethod(ACC_PUBLIC | ACC_STATIC, name, descriptor, null, null);
        method.visitCode();
        return method;
    }

    private static void end(MethodVisitor method) {
        method.visitInsn(RETURN);
        method.visitMaxs(0, 0);
        method.visitEnd();
    }

    private static Method load(byte[] bytes, String name, Class<?>... parameters) throws NoSuchMethodException {
        ClassLoader loader = new ClassLoader(ArrayTransformerTest.class.getClassLoader()) {
            @Override
            protected Class<?> findClass(String className) {
                return defineClass(className, bytes, 0, bytes.length);
            }
        };
        try {
            return loader.loadClass(NAME.replace('/', '.')).getMethod(name, parameters);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    private static Marks track(byte[] array) {
        Marks marks = Marks.inArray(array.length / 64);
        Span span = new Span(new WeakReference<>(array), array.length, BufferAccess.ARRAY_BASE, array.length, 6, marks);
        Barrier.install(new Span[0], new Span[] {span});
        return marks;
    }
}
