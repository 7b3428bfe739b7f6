package dev.tidemark.instrument.arrays;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.FieldVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;

/** What must be known of a class before it is rewritten, from a pass over its bytes. */
final class ClassFacts extends ClassVisitor {
    final String name;
    final String superName;
    final String[] interfaces;

    /** Access flags by name and descriptor. */
    private final Map<String, Integer> methods = new HashMap<>();

    /** Local variable slots by name and descriptor of the method. */
    private final Map<String, Integer> locals = new HashMap<>();

    private final Set<String> fields = new HashSet<>();

    ClassFacts(ClassReader reader) {
        super(Opcodes.ASM9);
        name = reader.getClassName();
        superName = reader.getSuperName();
        interfaces = reader.getInterfaces();
        reader.accept(this, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    }

    boolean declaresField(String field, String descriptor) {
        return fields.contains(field + descriptor);
    }

    /** Access flags; null if the class declares no such method. */
    Integer accessOf(String method, String descriptor) {
        return methods.get(method + descriptor);
    }

    /** The first local variable slot that the method does not use. */
    int freeLocal(String method, String descriptor) {
        return locals.getOrDefault(method + descriptor, 0);
    }

    @Override
    public FieldVisitor visitField(int access, String field, String descriptor, String signature, Object value) {
        fields.add(field + descriptor);
        return null;
    }

    @Override
    public MethodVisitor visitMethod(
            int access, String method, String descriptor, String signature, String[] exceptions) {
        methods.put(method + descriptor, access);
        return new MethodVisitor(Opcodes.ASM9) {
            @Override
            public void visitMaxs(int maxStack, int maxLocals) {
                locals.put(method + descriptor, maxLocals);
            }
        };
    }
}
