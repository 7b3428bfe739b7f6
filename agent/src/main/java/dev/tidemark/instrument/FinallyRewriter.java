package dev.tidemark.instrument;

import java.util.List;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Puts a whole method into {@code try … finally}: its hook runs before every return and on every exception, and is told the
 * buffer's position at the start.
 *
 * <p>That position is kept in a local variable of its own, right behind the arguments; the method's other locals move up by one.
 * So it stands in every stack frame map, and the class must be read with expanded frames.
 */
final class FinallyRewriter extends MethodVisitor {
    private static final String THROWABLE = "java/lang/Throwable";

    private final Hook hook;
    private final List<String> failures;
    private final int position;
    private final Object[] argumentTypes;
    private final Label start = new Label();
    private final int buffer;
    private boolean bufferOverwritten;
    private int returns;

    FinallyRewriter(MethodVisitor next, Hook hook, int access, List<String> failures) {
        super(Opcodes.ASM9, next);
        this.hook = hook;
        this.failures = failures;
        this.buffer = hook.arguments() == Arguments.FILLS_FIRST ? 1 : 2;
        this.argumentTypes = Frames.argumentTypes(hook, access);
        int size = Type.getArgumentsAndReturnSizes(hook.descriptor()) >> 2;
        this.position = (access & Opcodes.ACC_STATIC) != 0 ? size - 1 : size;
    }

    @Override
    public void visitCode() {
        super.visitCode();
        super.visitVarInsn(Opcodes.ALOAD, buffer);
        super.visitMethodInsn(Opcodes.INVOKESTATIC, Arguments.HOOKS, "position", "(Ljava/nio/ByteBuffer;)I", false);
        super.visitVarInsn(Opcodes.ISTORE, position);
        super.visitLabel(start);
    }

    @Override
    public void visitInsn(int opcode) {
        if (opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN) {
            returns++;
            hook.arguments().emit(mv, position);
        }
        super.visitInsn(opcode);
    }

    @Override
    public void visitVarInsn(int opcode, int local) {
        bufferOverwritten |= opcode == Opcodes.ASTORE && local == buffer;
        super.visitVarInsn(opcode, moved(local));
    }

    @Override
    public void visitIincInsn(int local, int increment) {
        super.visitIincInsn(moved(local), increment);
    }

    @Override
    public void visitLocalVariable(String name, String descriptor, String signature, Label from, Label to, int local) {
        super.visitLocalVariable(name, descriptor, signature, from, to, moved(local));
    }

    @Override
    public void visitFrame(int type, int localCount, Object[] locals, int stackCount, Object[] stack) {
        Object[] widened = new Object[Math.max(localCount, argumentTypes.length) + 1];
        for (int i = 0; i < widened.length; i++) {
            int original = i < argumentTypes.length ? i : i - 1;
            widened[i] = i == argumentTypes.length
                    ? Opcodes.INTEGER
                    : original < localCount ? locals[original] : Opcodes.TOP;
        }
        super.visitFrame(type, widened.length, widened, stackCount, stack);
    }

    @Override
    public void visitMaxs(int maxStack, int maxLocals) {
        if (returns == 0 || bufferOverwritten) {
            failures.add((returns == 0 ? "the method never returns: " : "the method changes its own argument: ")
                    + hook.display());
        }
        Label handler = new Label();
        super.visitTryCatchBlock(start, handler, handler, null);
        super.visitLabel(handler);
        visitFrame(Opcodes.F_NEW, argumentTypes.length, argumentTypes, 1, new Object[] {THROWABLE});
        hook.arguments().emitFailed(mv, position);
        Label rethrow = new Label();
        super.visitLabel(rethrow);
        super.visitInsn(Opcodes.ATHROW);
        emitUnsure(handler, rethrow);
        super.visitMaxs(maxStack + HookRewriter.EXTRA_STACK, maxLocals + 1);
    }

    /** The hook itself did not fit on the stack: a flag needs none. */
    private void emitUnsure(Label from, Label to) {
        Label unsure = new Label();
        super.visitTryCatchBlock(from, to, unsure, null);
        super.visitLabel(unsure);
        super.visitFrame(Opcodes.F_NEW, 0, new Object[0], 1, new Object[] {THROWABLE});
        super.visitInsn(Opcodes.ICONST_1);
        super.visitFieldInsn(Opcodes.PUTSTATIC, Arguments.HOOKS, "unsure", "Z");
        super.visitInsn(Opcodes.ATHROW);
    }

    private int moved(int local) {
        return local < position ? local : local + 1;
    }
}
