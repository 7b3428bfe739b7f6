package dev.tidemark.instrument.arrays;

import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;

/** Lets {@code MethodHandles.Lookup} report hidden classes before it defines them: no transformer sees those. */
final class LookupRewriter extends ClassVisitor {
    static final String NAME = "java/lang/invoke/MethodHandles$Lookup";

    LookupRewriter(ClassVisitor next) {
        super(Opcodes.ASM9, next);
    }

    @Override
    public MethodVisitor visitMethod(
            int access, String name, String descriptor, String signature, String[] exceptions) {
        MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
        if (!name.startsWith("defineHiddenClass") || !descriptor.startsWith("([B")) {
            return next;
        }
        return new MethodVisitor(Opcodes.ASM9, next) {
            @Override
            public void visitCode() {
                super.visitCode();
                super.visitVarInsn(Opcodes.ALOAD, 1);
                super.visitMethodInsn(Opcodes.INVOKESTATIC, JdkArrayMethods.HOOKS, "hiddenClass", "([B)V", false);
            }
        };
    }
}
