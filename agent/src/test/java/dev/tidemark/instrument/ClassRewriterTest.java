package dev.tidemark.instrument;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.boot.Barrier;
import dev.tidemark.boot.BufferAccess;
import dev.tidemark.boot.Hooks;
import dev.tidemark.boot.Marks;
import dev.tidemark.boot.Span;
import dev.tidemark.it.Taken;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Rewriting of small made-up classes: what does not fit is reported, and what fits stores first and marks then. */
class ClassRewriterTest {
    private static final String OWNER = "dev/tidemark/instrument/Synthetic";
    private static final String STORE = "(Ljava/lang/Object;Ljava/lang/Object;JB)V";

    private final byte[] array = new byte[64 * 64];
    private final Span span = new Span(
            new WeakReference<>(array), array.length, BufferAccess.ARRAY_BASE, array.length, 6, Marks.inArray(64));
    private final List<String> failures = new ArrayList<>();

    @BeforeEach
    void track() {
        Barrier.install(new Span[0], new Span[] {span});
    }

    @AfterEach
    void untrack() {
        Barrier.install(new Span[0], new Span[0]);
        Hooks.unsure = false;
    }

    @Test
    void theHookRunsAfterTheCall() throws Throwable {
        Class<?> type = define(rewrite(typed(Edit.AFTER_CALL), code -> call(code, "storeInternal"), "storeInternal"));
        assertEquals(List.of(), failures);
        store(type, 5 * 64, (byte) 42);
        assertEquals(42, array[5 * 64]);
        assertEquals(1L << 5, Taken.firstWord(span.marks()));
        assertFalse(Hooks.unsure);
    }

    @Test
    void aBulkCallThatThrowsMarksTooAndThrowsTheSame() throws Throwable {
        Class<?> type = define(rewrite(typed(Edit.AFTER_CALL_FINALLY), code -> call(code, "failing"), "failing"));
        assertEquals(List.of(), failures);
        IllegalStateException thrown = assertThrows(IllegalStateException.class, () -> store(type, 7 * 64, (byte) 1));
        assertSame(Failing.THROWN, thrown);
        assertEquals(1, array[7 * 64]);
        assertEquals(1L << 7, Taken.firstWord(span.marks()));
        assertFalse(Hooks.unsure);
    }

    @Test
    void aSingleStoreThatThrowsMayBeDone() throws Throwable {
        for (String callee : new String[] {"failing", "overflowing"}) {
            Hooks.unsure = false;
            Class<?> type = define(rewrite(typed(Edit.AFTER_CALL), code -> call(code, callee), callee));
            assertThrows(Throwable.class, () -> store(type, 7 * 64, (byte) 1));
            assertTrue(Hooks.unsure, callee);
        }
    }

    @Test
    void aMissingMethodIsAFailureOnAVerifiedJdkAlone() {
        Hook absent = new Hook(
                1, OWNER, "absent", "()V", 17, 99, Edit.AFTER_CALL, "absentInternal", Arguments.SCOPED_VALUE, 1);
        ClassRewriter.Result result = ClassRewriter.rewrite(type(code -> {}), List.of(absent), false, failures);
        assertEquals(0, result.matched());
        assertEquals(List.of(), failures);
        ClassRewriter.rewrite(type(code -> {}), List.of(absent), true, failures);
        assertEquals(List.of("no such method in this JDK: dev.tidemark.instrument.Synthetic.absent()V"), failures);
    }

    @Test
    void anotherDescriptorIsAnotherMethod() {
        Hook other = new Hook(
                1, OWNER, "store", "(J)V", 17, 99, Edit.AFTER_CALL, "storeInternal", Arguments.SCOPED_VALUE, 1);
        ClassRewriter.rewrite(type(code -> call(code, "storeInternal")), List.of(other), true, failures);
        assertEquals(List.of("no such method in this JDK: dev.tidemark.instrument.Synthetic.store(J)V"), failures);
    }

    @Test
    void twoPlacesAreAFailure() {
        rewrite(
                typed(Edit.AFTER_CALL),
                code -> {
                    call(code, "storeInternal");
                    call(code, "storeInternal");
                },
                "storeInternal");
        assertEquals(
                List.of("expected places to hook: 1, found: 2, in dev.tidemark.instrument.Synthetic.store" + STORE),
                failures);
    }

    @Test
    void noPlaceIsAFailure() {
        for (Edit edit : List.of(Edit.AFTER_CALL, Edit.AFTER_CALL_FINALLY, Edit.BYTE_STORE, Edit.ARRAY_COPY)) {
            failures.clear();
            rewrite(typed(edit), code -> {}, "storeInternal");
            assertEquals(
                    List.of("expected places to hook: 1, found: 0, in dev.tidemark.instrument.Synthetic.store" + STORE),
                    failures);
        }
    }

    @Test
    void argumentsThatTheMethodChangesAreAFailure() {
        List<Consumer<MethodVisitor>> changes = List.of(
                code -> {
                    code.visitInsn(Opcodes.LCONST_0);
                    code.visitVarInsn(Opcodes.LSTORE, 3);
                },
                code -> {
                    code.visitInsn(Opcodes.ACONST_NULL);
                    code.visitVarInsn(Opcodes.ASTORE, 2);
                },
                code -> code.visitIincInsn(5, 1));
        for (Consumer<MethodVisitor> change : changes) {
            failures.clear();
            rewrite(typed(Edit.AFTER_CALL), change.andThen(code -> call(code, "storeInternal")), "storeInternal");
            assertEquals(
                    List.of("the method changes its own arguments: dev.tidemark.instrument.Synthetic.store" + STORE),
                    failures);
        }
    }

    @Test
    void localsOfTheMethodItselfMayChange() {
        rewrite(
                typed(Edit.AFTER_CALL),
                code -> {
                    code.visitInsn(Opcodes.ICONST_0);
                    code.visitVarInsn(Opcodes.ISTORE, 6);
                    call(code, "storeInternal");
                },
                "storeInternal");
        assertEquals(List.of(), failures);
    }

    @Test
    void aStoreOfScopedAccessWithoutARowIsAFailure() {
        byte[] bytes = JdkClass.bytes(HookTable.SCOPED_ACCESS);
        List<Hook> hooks = new ArrayList<>(HookTable.forJdk(Runtime.version().feature()).stream()
                .filter(hook -> hook.owner().equals(HookTable.SCOPED_ACCESS))
                .toList());
        Hook removed = hooks.remove(11);
        ClassRewriter.rewrite(bytes, hooks, true, failures);
        assertEquals(List.of("a way to write that has no hook: " + removed.display()), failures);
    }

    /** What it does by itself is hooked further down, so nothing is lost. */
    @Test
    void aPutOfDirectBuffersThatIsNotAsExpectedStaysAsItIs() {
        byte[] bytes = JdkClass.bytes(HookTable.DIRECT_BUFFER);
        String put = "(JJ)Ljava/nio/ByteBuffer;";
        for (String callee : new String[] {"putLongUnaligned", "putLongSomehow"}) {
            Hook hook = new Hook(
                    1, HookTable.DIRECT_BUFFER, "putLong", put, 17, HookTable.EVER, Edit.REWRITTEN, callee, null, 8);
            byte[] rewritten =
                    ClassRewriter.rewrite(bytes, List.of(hook), true, failures).bytes();
            boolean asExpected = callee.equals("putLongUnaligned");
            assertEquals(
                    asExpected,
                    MethodUses.of(new ClassReader(rewritten), hook)
                            .contains("putLongUnaligned(Ljava/nio/ByteBuffer;JJZ)V"));
        }
        assertEquals(List.of(), failures);
    }

    @Test
    void methodsWithoutAHookStayAsTheyAre() {
        byte[] bytes = type(code -> call(code, "storeInternal"));
        byte[] hooked = rewrite(typed(Edit.AFTER_CALL), code -> call(code, "storeInternal"), "storeInternal");
        assertEquals(sizeOf(bytes, "untouched"), sizeOf(hooked, "untouched"));
        assertTrue(sizeOf(bytes, "store") < sizeOf(hooked, "store"));
    }

    /** What synthetic methods call. Static, because the synthetic class is another class each time. */
    public static final class Failing {
        static final IllegalStateException THROWN = new IllegalStateException("as it should");

        private Failing() {}

        public static void store(Object base, long offset, byte value) {
            ((byte[]) base)[(int) (offset - BufferAccess.ARRAY_BASE)] = value;
        }

        public static void fail() {
            throw THROWN;
        }

        public static void overflow() {
            throw new StackOverflowError();
        }
    }

    private static Hook typed(Edit edit) {
        return new Hook(1, OWNER, "store", STORE, 17, 99, edit, null, Arguments.SCOPED_VALUE, 1);
    }

    private byte[] rewrite(Hook row, Consumer<MethodVisitor> body, String callee) {
        Hook hook = new Hook(
                row.row(), row.owner(), row.method(), row.descriptor(), 17, 99, row.edit(), callee, row.arguments(), 1);
        return ClassRewriter.rewrite(type(body), List.of(hook), true, failures).bytes();
    }

    /** A class with a method {@code store} of the given body, shaped as those of the JDK, and what it may call. */
    private static byte[] type(Consumer<MethodVisitor> body) {
        ClassWriter type = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        type.visit(Opcodes.V17, Opcodes.ACC_PUBLIC, OWNER, null, "java/lang/Object", null);
        method(type, "<init>", "()V", code -> {
            code.visitVarInsn(Opcodes.ALOAD, 0);
            code.visitMethodInsn(Opcodes.INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
        });
        method(type, "store", STORE, body);
        method(type, "untouched", STORE, code -> call(code, "storeInternal"));
        method(type, "storeInternal", STORE, ClassRewriterTest::storeByte);
        method(type, "failing", STORE, code -> {
            storeByte(code);
            callHelper(code, "fail", "()V");
        });
        method(type, "overflowing", STORE, code -> {
            storeByte(code);
            callHelper(code, "overflow", "()V");
        });
        type.visitEnd();
        return type.toByteArray();
    }

    private static void method(ClassWriter type, String name, String descriptor, Consumer<MethodVisitor> body) {
        MethodVisitor code = type.visitMethod(Opcodes.ACC_PUBLIC, name, descriptor, null, null);
        code.visitCode();
        body.accept(code);
        code.visitInsn(Opcodes.RETURN);
        code.visitMaxs(0, 0);
        code.visitEnd();
    }

    private static void storeByte(MethodVisitor code) {
        code.visitVarInsn(Opcodes.ALOAD, 2);
        code.visitVarInsn(Opcodes.LLOAD, 3);
        code.visitVarInsn(Opcodes.ILOAD, 5);
        callHelper(code, "store", "(Ljava/lang/Object;JB)V");
    }

    private static void callHelper(MethodVisitor code, String name, String descriptor) {
        code.visitMethodInsn(Opcodes.INVOKESTATIC, Failing.class.getName().replace('.', '/'), name, descriptor, false);
    }

    private static void call(MethodVisitor code, String name) {
        code.visitVarInsn(Opcodes.ALOAD, 0);
        code.visitVarInsn(Opcodes.ALOAD, 1);
        code.visitVarInsn(Opcodes.ALOAD, 2);
        code.visitVarInsn(Opcodes.LLOAD, 3);
        code.visitVarInsn(Opcodes.ILOAD, 5);
        code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, OWNER, name, STORE, false);
    }

    /** A class of its own each time; verified, as every class of an application. */
    private static Class<?> define(byte[] bytes) throws IllegalAccessException {
        return MethodHandles.lookup().defineHiddenClass(bytes, true).lookupClass();
    }

    private void store(Class<?> type, int index, byte value) throws Throwable {
        Object instance = type.getConstructor().newInstance();
        MethodHandles.lookup()
                .findVirtual(
                        type,
                        "store",
                        MethodType.methodType(void.class, Object.class, Object.class, long.class, byte.class))
                .invokeWithArguments(instance, null, array, (long) BufferAccess.ARRAY_BASE + index, value);
    }

    private static int sizeOf(byte[] bytes, String method) {
        int[] instructions = {0};
        MethodVisitor counter = new MethodVisitor(Opcodes.ASM9) {
            @Override
            public void visitVarInsn(int opcode, int local) {
                instructions[0]++;
            }

            @Override
            public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
                instructions[0]++;
            }
        };
        ClassVisitor finder = new ClassVisitor(Opcodes.ASM9) {
            @Override
            public MethodVisitor visitMethod(
                    int access, String name, String descriptor, String signature, String[] exceptions) {
                return name.equals(method) ? counter : null;
            }
        };
        new ClassReader(bytes).accept(finder, 0);
        return instructions[0];
    }
}
