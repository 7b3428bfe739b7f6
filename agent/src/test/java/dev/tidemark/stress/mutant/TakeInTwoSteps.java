package dev.tidemark.stress.mutant;

import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Changes {@code Marks.take}: the atomic exchange becomes a plain load followed by a plain store. */
final class TakeInTwoSteps extends MethodVisitor {
    private static final String MARKS = "dev/tidemark/boot/Marks";
    private static final String UNSAFE = "jdk/internal/misc/Unsafe";
    private static final String HELPER = "(L" + UNSAFE + ";Ljava/lang/Object;JJ)J";

    TakeInTwoSteps(MethodVisitor next) {
        super(Opcodes.ASM9, next);
    }

    @Override
    public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
        if (name.equals("getAndSetLong")) {
            super.visitMethodInsn(Opcodes.INVOKESTATIC, MARKS, "takeInTwoSteps", HELPER, false);
        } else {
            super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
        }
    }

    /** {@code long taken = unsafe.getLong(marks, offset); unsafe.putLong(marks, offset, value); return taken;} */
    static void addHelper(ClassVisitor to) {
        MethodVisitor code = to.visitMethod(Opcodes.ACC_STATIC, "takeInTwoSteps", HELPER, null, null);
        code.visitCode();
        code.visitVarInsn(Opcodes.ALOAD, 0);
        code.visitVarInsn(Opcodes.ALOAD, 1);
        code.visitVarInsn(Opcodes.LLOAD, 2);
        code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, UNSAFE, "getLong", "(Ljava/lang/Object;J)J", false);
        code.visitVarInsn(Opcodes.LSTORE, 6);
        code.visitVarInsn(Opcodes.ALOAD, 0);
        code.visitVarInsn(Opcodes.ALOAD, 1);
        code.visitVarInsn(Opcodes.LLOAD, 2);
        code.visitVarInsn(Opcodes.LLOAD, 4);
        code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, UNSAFE, "putLong", "(Ljava/lang/Object;JJ)V", false);
        code.visitVarInsn(Opcodes.LLOAD, 6);
        code.visitInsn(Opcodes.LRETURN);
        code.visitMaxs(0, 0);
        code.visitEnd();
    }
}
