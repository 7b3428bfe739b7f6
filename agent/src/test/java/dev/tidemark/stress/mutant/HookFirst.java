package dev.tidemark.stress.mutant;

import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Changes {@code HookRewriter.visitMethodInsn}: the hook of a simple store (the edit {@code AFTER_CALL}) is emitted as soon as
 * it is known that the call stores, instead of after the call. Fails if that method is not as expected: a mutant without any hook would be caught too, and prove nothing.
 *
 * <pre>
 *   if (isStoringCall(owner, name)) {       // true and AFTER_CALL: emitHook() is added here
 *       super.visitMethodInsn(…);
 *       emitHook();                         // becomes: if not AFTER_CALL, emitHook()
 * </pre>
 */
final class HookFirst extends MethodVisitor {
    private static final String REWRITER = "dev/tidemark/instrument/HookRewriter";

    private static final String HOOK = "dev/tidemark/instrument/Hook";
    private static final String EDIT = "dev/tidemark/instrument/Edit";

    private int added;
    private int removed;

    HookFirst(MethodVisitor next) {
        super(Opcodes.ASM9, next);
    }

    @Override
    public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
        if (owner.equals(REWRITER) && name.equals("emitHook")) {
            removed++;
            Label drop = new Label();
            Label done = new Label();
            compareEdit();
            super.visitJumpInsn(Opcodes.IF_ACMPEQ, drop);
            super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
            super.visitJumpInsn(Opcodes.GOTO, done);
            super.visitLabel(drop);
            super.visitInsn(Opcodes.POP);
            super.visitLabel(done);
            return;
        }
        super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
        if (owner.equals(REWRITER) && name.equals("isStoringCall")) {
            added++;
            Label otherwise = new Label();
            super.visitInsn(Opcodes.DUP);
            super.visitJumpInsn(Opcodes.IFEQ, otherwise);
            compareEdit();
            super.visitJumpInsn(Opcodes.IF_ACMPNE, otherwise);
            super.visitVarInsn(Opcodes.ALOAD, 0);
            super.visitMethodInsn(Opcodes.INVOKEVIRTUAL, REWRITER, "emitHook", "()V", false);
            super.visitLabel(otherwise);
        }
    }

    /** Pushes {@code hook.edit()} and {@code Edit.AFTER_CALL}. */
    private void compareEdit() {
        super.visitVarInsn(Opcodes.ALOAD, 0);
        super.visitFieldInsn(Opcodes.GETFIELD, REWRITER, "hook", "L" + HOOK + ";");
        super.visitMethodInsn(Opcodes.INVOKEVIRTUAL, HOOK, "edit", "()L" + EDIT + ";", false);
        super.visitFieldInsn(Opcodes.GETSTATIC, EDIT, "AFTER_CALL", "L" + EDIT + ";");
    }

    @Override
    public void visitEnd() {
        if (added != 1 || removed != 1) {
            throw new AssertionError("HookRewriter.visitMethodInsn changed: the hook was added " + added
                    + " times and removed " + removed + " times; adapt this mutant");
        }
        super.visitEnd();
    }
}
