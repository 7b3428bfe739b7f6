package dev.tidemark.instrument;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Classes taken apart and put together, with all that this JDK has hooks in, and some with every kind of constant. */
class ClassPartsTest {
    @Test
    void methodsAreThoseThatAsmFinds() {
        for (String name : classes()) {
            byte[] bytes = JdkClass.bytes(name);
            ClassParts parts = new ClassParts(bytes);
            List<String> found = new ArrayList<>();
            for (int i = 0; i < parts.methodCount(); i++) {
                found.add(parts.access(i) + " " + parts.name(i) + parts.descriptor(i));
            }
            assertEquals(methods(bytes), found, name);
        }
    }

    @Test
    void aPartIsAClassOfItsOwn() {
        for (String name : classes()) {
            byte[] bytes = JdkClass.bytes(name);
            boolean[] picked = everySecond(bytes);
            List<String> expected = new ArrayList<>();
            List<String> all = methods(bytes);
            for (int i = 0; i < picked.length; i++) {
                if (picked[i]) {
                    expected.add(all.get(i));
                }
            }
            assertEquals(expected, methods(new ClassParts(bytes).only(picked)), name);
        }
    }

    @Test
    void togetherAgainIsWhatItWas() {
        for (String name : classes()) {
            byte[] bytes = JdkClass.bytes(name);
            ClassParts parts = new ClassParts(bytes);
            boolean[] picked = everySecond(bytes);
            assertArrayEquals(bytes, parts.with(picked, parts.only(picked)), name);
        }
    }

    /** The same bytes as if ASM had read and written the whole class, constants that were added included. */
    @Test
    void methodsLeftOutDoNotMatterToAsm() {
        for (String name : classes()) {
            byte[] bytes = JdkClass.bytes(name);
            ClassParts parts = new ClassParts(bytes);
            boolean[] picked = everySecond(bytes);
            byte[] inParts = parts.with(picked, changed(parts.only(picked), null));
            assertArrayEquals(changed(bytes, picked), inParts, name);
            assertFalse(Arrays.equals(bytes, inParts), name);
        }
    }

    private static List<String> classes() {
        Map<String, Boolean> names = new LinkedHashMap<>();
        for (Hook hook : HookTable.forJdk(Runtime.version().feature())) {
            if (JdkClass.isThere(hook.owner())) {
                names.put(hook.owner(), true);
            }
        }
        names.put("java/lang/Math", true); // long and double constants
        names.put("java/util/Comparator", true); // lambdas, methods of an interface
        names.put("java/lang/Runtime$Version", true);
        return new ArrayList<>(names.keySet());
    }

    private static boolean[] everySecond(byte[] bytes) {
        boolean[] picked = new boolean[methods(bytes).size()];
        for (int i = 0; i < picked.length; i += 2) {
            picked[i] = true;
        }
        return picked;
    }

    private static List<String> methods(byte[] bytes) {
        List<String> methods = new ArrayList<>();
        new ClassReader(bytes)
                .accept(
                        new ClassVisitor(Opcodes.ASM9) {
                            @Override
                            public MethodVisitor visitMethod(
                                    int access, String name, String descriptor, String signature, String[] thrown) {
                                methods.add((access & 0xFFFF) + " " + name + descriptor);
                                return null;
                            }
                        },
                        ClassReader.SKIP_CODE);
        return methods;
    }

    /** Puts a call to a class of which there is no constant yet in front of methods. */
    private static byte[] changed(byte[] bytes, boolean[] picked) {
        ClassReader reader = new ClassReader(bytes);
        ClassWriter writer = new ClassWriter(reader, 0);
        reader.accept(
                new ClassVisitor(Opcodes.ASM9, writer) {
                    private int index;

                    @Override
                    public MethodVisitor visitMethod(
                            int access, String name, String descriptor, String signature, String[] thrown) {
                        MethodVisitor next = super.visitMethod(access, name, descriptor, signature, thrown);
                        if (picked != null && !picked[index++]) {
                            return next;
                        }
                        return new MethodVisitor(Opcodes.ASM9, next) {
                            @Override
                            public void visitCode() {
                                super.visitCode();
                                super.visitMethodInsn(Opcodes.INVOKESTATIC, "made/Up", "called", "()V", false);
                            }
                        };
                    }
                },
                0);
        return writer.toByteArray();
    }
}
