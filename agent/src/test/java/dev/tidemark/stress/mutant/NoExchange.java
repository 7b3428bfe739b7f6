package dev.tidemark.stress.mutant;

import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Every compare-and-set is an opaque store, which succeeds. */
final class NoExchange extends MethodVisitor {
    NoExchange(MethodVisitor next) {
        super(Opcodes.ASM9, next);
    }

    @Override
    public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
        switch (name) { // the stack holds the expected value, and the new one on top
            case "compareAndSetByte" -> {
                super.visitInsn(Opcodes.SWAP);
                super.visitInsn(Opcodes.POP);
                super.visitMethodInsn(opcode, owner, "putByteOpaque", "(Ljava/lang/Object;JB)V", false);
                super.visitInsn(Opcodes.ICONST_1);
            }
            case "compareAndSetLong" -> {
                super.visitInsn(Opcodes.DUP2_X2);
                super.visitInsn(Opcodes.POP2);
                super.visitInsn(Opcodes.POP2);
                super.visitMethodInsn(opcode, owner, "putLongOpaque", "(Ljava/lang/Object;JJ)V", false);
                super.visitInsn(Opcodes.ICONST_1);
            }
            default -> super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
        }
    }
}
