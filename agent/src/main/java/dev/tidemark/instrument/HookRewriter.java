package dev.tidemark.instrument;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Puts one hook into one method.
 *
 * <p>The straight path gets no new branch and so no new stack frame map; the handlers stand at the method's end, after all its
 * own code. The method's own exception entries come first in the table, so nothing it catches itself is taken from it.
 */
final class HookRewriter extends MethodVisitor {
    /** Operand stack that a hook call needs beyond what is there: a reference, two longs and a spare for a handler. */
    static final int EXTRA_STACK = 9;

    /** Locals that a method with spilled operands may have of its own; ours lie above. Checked. */
    private static final int OWN_LOCALS = 8;

    private static final String JDK_UNSAFE = "jdk/internal/misc/Unsafe";
    private static final String NATIVE_DISPATCHER = "sun/nio/ch/NativeDispatcher";
    private static final String THROWABLE = "java/lang/Throwable";

    private final Hook hook;
    private final int access;
    private final List<String> failures;
    private final int firstFreeLocal;
    private final List<String> callees;

    /** Code that was hooked, as [start, end) pairs; whatever is thrown there goes to the "unsure" handler. */
    private final List<Label> hooked = new ArrayList<>();

    /** Bulk calls, whose failure must mark too, as [start, end) pairs. */
    private final List<Label> bulk = new ArrayList<>();

    /**
     * The call that stores one value, as [start, end) pairs. The store may be done when it throws: leaving the inner method takes
     * stack too, {@code reachabilityFence} for one, an unaligned store is several, and a debugger or {@code Thread.stop} may
     * throw anything anywhere. What else it throws, because an arena is closed, makes a needless look at most.
     */
    private final List<Label> storing = new ArrayList<>();

    /** Where the method's own code begins; {@link Edit#AROUND}. */
    private final Label body = new Label();

    private int sites;
    private int extraLocals;
    private boolean argumentOverwritten;

    /** {@code failures} receives a line for whatever does not match. */
    HookRewriter(MethodVisitor next, Hook hook, int access, List<String> failures) {
        super(Opcodes.ASM9, next);
        this.hook = hook;
        this.access = access;
        this.failures = failures;
        this.callees = hook.callee() == null ? List.of() : List.of(hook.callee().split("\\|"));
        int size = Type.getArgumentsAndReturnSizes(hook.descriptor()) >> 2;
        this.firstFreeLocal = isStatic() ? size - 1 : size;
    }

    @Override
    public void visitCode() {
        super.visitCode();
        if (atEntry()) {
            emitHook();
        } else if (hook.edit() == Edit.AROUND) {
            hook.arguments().emitBefore(mv, hook.bytes()); // throws before anything happened
            super.visitLabel(body);
        }
    }

    @Override
    public void visitVarInsn(int opcode, int local) {
        if (opcode >= Opcodes.ISTORE && opcode <= Opcodes.ASTORE && local < firstFreeLocal) {
            argumentOverwritten = true;
        }
        super.visitVarInsn(opcode, local);
    }

    @Override
    public void visitIincInsn(int local, int increment) {
        if (local < firstFreeLocal) {
            argumentOverwritten = true;
        }
        super.visitIincInsn(local, increment);
    }

    @Override
    public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
        if (hook.edit() == Edit.ARRAY_COPY && owner.equals("java/lang/System") && name.equals("arraycopy")) {
            copyThenHook();
            return;
        }
        if (isStoringCall(owner, name)) {
            List<Label> ranges = hook.edit() == Edit.AFTER_CALL ? storing : bulk;
            Label start = new Label();
            Label end = new Label();
            super.visitLabel(start);
            super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
            super.visitLabel(end);
            ranges.add(start);
            ranges.add(end);
            emitHook();
        } else {
            super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
        }
    }

    @Override
    public void visitInsn(int opcode) {
        if (opcode == Opcodes.BASTORE && hook.edit() == Edit.BYTE_STORE) {
            storeThenHook();
            return;
        }
        boolean returns = hook.edit() == Edit.BEFORE_RETURN
                || hook.edit() == Edit.BEFORE_RETURN_OR_REFUSE
                || hook.edit() == Edit.AROUND;
        if (returns && opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN) {
            emitHook();
            sites = 1; // a method may return in several places
        }
        super.visitInsn(opcode);
    }

    @Override
    public void visitMaxs(int maxStack, int maxLocals) {
        int expected = hook.edit() == Edit.AFTER_READ_FINALLY ? callees.size() : 1;
        if (sites != expected) {
            failures.add("expected places to hook: " + expected + ", found: " + sites + ", in " + hook.display());
        } else if (argumentOverwritten && hook.arguments() != Arguments.ON_STACK && !atEntry()) {
            failures.add("the method changes its own arguments: " + hook.display());
        }
        if (extraLocals > 0 && maxLocals > firstFreeLocal + OWN_LOCALS) {
            failures.add("more local variables than expected: " + hook.display());
        }
        if (hook.edit() == Edit.AROUND) {
            Label end = new Label();
            super.visitLabel(end);
            bulk.add(body);
            bulk.add(end);
        }
        emitHandlers();
        super.visitMaxs(maxStack + EXTRA_STACK, maxLocals + extraLocals);
    }

    private boolean isStoringCall(String owner, String name) {
        return switch (hook.edit()) {
            case AFTER_CALL, AFTER_CALL_FINALLY ->
                hook.callee() == null ? owner.equals(JDK_UNSAFE) : owner.equals(hook.owner()) && callees.contains(name);
            case AFTER_READ_FINALLY ->
                (owner.equals(hook.owner()) || owner.equals(NATIVE_DISPATCHER)) && callees.contains(name);
            default -> false;
        };
    }

    private boolean atEntry() {
        return hook.edit() == Edit.AT_ENTRY || hook.edit() == Edit.AT_ENTRY_OR_REFUSE;
    }

    private void emitHook() {
        sites++;
        if (hook.edit() == Edit.BEFORE_RETURN_OR_REFUSE || hook.edit() == Edit.AT_ENTRY_OR_REFUSE) {
            hook.arguments().emit(mv, hook.bytes());
            return;
        }
        Label start = new Label();
        Label end = new Label();
        super.visitLabel(start);
        hook.arguments().emit(mv, hook.bytes());
        super.visitLabel(end);
        hooked.add(start);
        hooked.add(end);
    }

    /** Stack before: array, index, value. */
    private void storeThenHook() {
        int value = firstFreeLocal + OWN_LOCALS;
        int index = value + 1;
        int array = value + 2;
        extraLocals = OWN_LOCALS + 3;
        super.visitVarInsn(Opcodes.ISTORE, value);
        super.visitVarInsn(Opcodes.ISTORE, index);
        super.visitVarInsn(Opcodes.ASTORE, array);
        super.visitVarInsn(Opcodes.ALOAD, array);
        super.visitVarInsn(Opcodes.ILOAD, index);
        super.visitVarInsn(Opcodes.ILOAD, value);
        super.visitInsn(Opcodes.BASTORE);
        super.visitVarInsn(Opcodes.ALOAD, array);
        super.visitVarInsn(Opcodes.ILOAD, index);
        super.visitInsn(Opcodes.ICONST_1);
        emitHook();
    }

    /** Stack before: source, its index, destination, its index, length. */
    private void copyThenHook() {
        int length = firstFreeLocal + OWN_LOCALS;
        int index = length + 1;
        int array = length + 2;
        extraLocals = OWN_LOCALS + 3;
        super.visitVarInsn(Opcodes.ISTORE, length);
        super.visitVarInsn(Opcodes.ISTORE, index);
        super.visitVarInsn(Opcodes.ASTORE, array);
        super.visitVarInsn(Opcodes.ALOAD, array);
        super.visitVarInsn(Opcodes.ILOAD, index);
        super.visitVarInsn(Opcodes.ILOAD, length);
        super.visitMethodInsn(
                Opcodes.INVOKESTATIC,
                "java/lang/System",
                "arraycopy",
                "(Ljava/lang/Object;ILjava/lang/Object;II)V",
                false);
        super.visitVarInsn(Opcodes.ALOAD, array);
        super.visitTypeInsn(Opcodes.CHECKCAST, "[B");
        super.visitVarInsn(Opcodes.ILOAD, index);
        super.visitVarInsn(Opcodes.ILOAD, length);
        emitHook();
    }

    private void emitHandlers() {
        if (!bulk.isEmpty()) {
            Label start = new Label();
            Label end = new Label();
            for (int i = 0; i < bulk.size(); i += 2) {
                super.visitTryCatchBlock(bulk.get(i), bulk.get(i + 1), start, null);
            }
            super.visitLabel(start);
            Object[] locals = Frames.argumentTypes(hook, access);
            super.visitFrame(Opcodes.F_FULL, locals.length, locals, 1, new Object[] {THROWABLE});
            hook.arguments().emitFailed(mv, hook.bytes());
            super.visitLabel(end); // before the rethrow, which is no failure of the hook
            super.visitInsn(Opcodes.ATHROW);
            hooked.add(start);
            hooked.add(end);
        }
        if (hooked.isEmpty()) {
            return;
        }
        Label unsure = new Label();
        for (int i = 0; i < hooked.size(); i += 2) {
            super.visitTryCatchBlock(hooked.get(i), hooked.get(i + 1), unsure, null);
        }
        for (int i = 0; i < storing.size(); i += 2) {
            super.visitTryCatchBlock(storing.get(i), storing.get(i + 1), unsure, null);
        }
        super.visitLabel(unsure);
        super.visitFrame(Opcodes.F_FULL, 0, new Object[0], 1, new Object[] {THROWABLE});
        super.visitInsn(Opcodes.ICONST_1);
        super.visitFieldInsn(Opcodes.PUTSTATIC, Arguments.HOOKS, "unsure", "Z");
        super.visitInsn(Opcodes.ATHROW);
    }

    private boolean isStatic() {
        return (access & Opcodes.ACC_STATIC) != 0;
    }
}
