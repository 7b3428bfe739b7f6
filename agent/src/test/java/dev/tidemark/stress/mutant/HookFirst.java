package dev.tidemark.stress.mutant;

import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Changes {@code HookRewriter.visitMethodInsn}: the hook is emitted as soon as it is known that the call stores, instead of
 * after the call.
 *
 * <pre>
 *   boolean store = isStoringCall(owner, name);
 *   if (store) emitHook();                          // added
 *   ...
 *   if (store) emitHook();                          // becomes: this is dropped from the stack
 * </pre>
 */
final class HookFirst extends MethodVisitor {
    private static final String REWRITER = "dev/tidemark/instrument/HookRewriter";

    private boolean storeKnown;

    HookFirst(MethodVisitor next) {
        super(Opcodes.ASM9, next);
    }

    @Override
    public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
        if (owner.equals(REWRITER) && name.equals("emitHook")) {
            super.visitInsn(Opcodes.POP);
            return;
        }
        super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
        storeKnown = owner.equals(REWRITER) && name.equals("isStoringCall");
    }

    @Override
    public void visitVarInsn(int opcode, int local) {
        super.visitVarInsn(opcode, local);
        if (storeKnown && opcode == Opcodes.ISTORE) {
            storeKnown = false;
            Label otherwise = new Label();
            super.visitVarInsn(Opcodes.ILOAD, local);
            super.visitJumpInsn(Opcodes.IFEQ, otherwise);
            super.visitVarInsn(Opcodes.ALOAD, 0);
            super.visitMethodInsn(Opcodes.INVOKEVIRTUAL, REWRITER, "emitHook", "()V", false);
            super.visitLabel(otherwise);
        }
    }
}
