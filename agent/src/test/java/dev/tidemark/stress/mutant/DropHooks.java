package dev.tidemark.stress.mutant;

import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Changes {@code Hook.appliesTo}: a hook of the row that {@value #ROW} names, or whose {@code display()} is {@value #HOOK}, applies
 * to no JDK, so it is not in the table.
 */
public final class DropHooks extends MethodVisitor {
    /** System property: number of a row of the hook table. */
    public static final String ROW = "tidemark.mutant.row";

    /** System property: class, method and descriptor of one hook. */
    public static final String HOOK = "tidemark.mutant.hook";

    private static final String OWNER = "dev/tidemark/instrument/Hook";

    DropHooks(MethodVisitor next) {
        super(Opcodes.ASM9, next);
    }

    /** {@code if (row == Integer.getInteger(ROW, -1) || display().equals(System.getProperty(HOOK))) return false;} */
    @Override
    public void visitCode() {
        super.visitCode();
        Label drop = new Label();
        Label keep = new Label();
        super.visitVarInsn(Opcodes.ALOAD, 0);
        super.visitFieldInsn(Opcodes.GETFIELD, OWNER, "row", "I");
        super.visitLdcInsn(ROW);
        super.visitInsn(Opcodes.ICONST_M1);
        super.visitMethodInsn(
                Opcodes.INVOKESTATIC,
                "java/lang/Integer",
                "getInteger",
                "(Ljava/lang/String;I)Ljava/lang/Integer;",
                false);
        super.visitMethodInsn(Opcodes.INVOKEVIRTUAL, "java/lang/Integer", "intValue", "()I", false);
        super.visitJumpInsn(Opcodes.IF_ICMPEQ, drop);
        super.visitVarInsn(Opcodes.ALOAD, 0);
        super.visitMethodInsn(Opcodes.INVOKEVIRTUAL, OWNER, "display", "()Ljava/lang/String;", false);
        super.visitLdcInsn(HOOK);
        super.visitMethodInsn(
                Opcodes.INVOKESTATIC,
                "java/lang/System",
                "getProperty",
                "(Ljava/lang/String;)Ljava/lang/String;",
                false);
        super.visitMethodInsn(Opcodes.INVOKEVIRTUAL, "java/lang/String", "equals", "(Ljava/lang/Object;)Z", false);
        super.visitJumpInsn(Opcodes.IFEQ, keep);
        super.visitLabel(drop);
        super.visitInsn(Opcodes.ICONST_0);
        super.visitInsn(Opcodes.IRETURN);
        super.visitLabel(keep);
    }
}
