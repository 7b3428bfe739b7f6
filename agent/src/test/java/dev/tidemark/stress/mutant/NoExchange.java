package dev.tidemark.stress.mutant;

import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Every compare-and-set of a byte is an opaque store, which succeeds. */
final class NoExchange extends MethodVisitor {
    NoExchange(MethodVisitor next) {
        super(Opcodes.ASM9, next);
    }

    @Override
    public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
        if (!name.equals("compareAndSetByte")) {
            super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
            return;
        }
        super.visitInsn(Opcodes.SWAP); // the expected value, and the new one on top
        super.visitInsn(Opcodes.POP);
        super.visitMethodInsn(opcode, owner, "putByteOpaque", "(Ljava/lang/Object;JB)V", false);
        super.visitInsn(Opcodes.ICONST_1);
    }
}
