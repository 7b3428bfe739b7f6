package dev.tidemark.instrument;

import java.util.List;
import java.util.Set;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Gives a put of a direct buffer a way of its own in front of the method's code. It does what that does, but for what concerns the session
 * of a memory segment, and its hook knows where the buffer lies:
 *
 * <pre>
 *   if (session() == null) {
 *       UNSAFE.putLongUnaligned(null, address, value, bigEndian);
 *       Hooks.storedThrough(this.address, capacity(), address, 8);
 *       Reference.reachabilityFence(this);
 *       return this;
 *   }
 * </pre>
 *
 * The method's own code goes through {@code ScopedMemoryAccess}, which is hooked too. So where a JDK's method is not as this expects, it
 * is left as it is, and no write is lost.
 */
final class DirectPutRewriter extends MethodVisitor {
    private static final String BUFFER = "java/nio/Buffer";
    private static final String UNSAFE = "jdk/internal/misc/Unsafe";
    private static final String THROWABLE = "java/lang/Throwable";

    private final Hook hook;
    private final Object[] argumentTypes;
    private final Type value;

    /** Name and descriptor of the method that tells the session. */
    private final String session;

    /** How the index becomes an address; null if the method is given the address. */
    private final String placing;

    /** Local variable of the address. */
    private final int address;

    private final Label storeStart = new Label();
    private final Label storeEnd = new Label();
    private final Label hookStart = new Label();
    private final Label hookEnd = new Label();

    private DirectPutRewriter(MethodVisitor next, Hook hook, int access, String session, String placing) {
        super(Opcodes.ASM9, next);
        this.hook = hook;
        this.argumentTypes = Frames.argumentTypes(hook, access);
        Type[] types = Type.getArgumentTypes(hook.descriptor());
        this.value = types[types.length - 1];
        this.session = session;
        this.placing = placing;
        this.address = placing == null ? 1 : Type.getArgumentsAndReturnSizes(hook.descriptor()) >> 2;
    }

    /**
     * A rewriter; or {@code next} if the method is not as it is expected.
     *
     * @param uses what the method uses, see {@link MethodUses}
     */
    static MethodVisitor of(MethodVisitor next, Hook hook, int access, Set<String> uses) {
        String session = uses.stream()
                .filter(name -> name.startsWith("session()L") || name.startsWith("scope()L"))
                .findFirst()
                .orElse(null);
        boolean placed = hook.descriptor().startsWith("(J");
        String placing = placed ? null : hook.descriptor().startsWith("(I") ? "checkIndex(I)I" : "nextPutIndex()I";
        boolean stores = uses.stream().anyMatch(name -> name.startsWith(hook.callee() + "("));
        boolean places = placed ? uses.contains("bigEndianZ") : uses.containsAll(List.of("ix(I)J", placing));
        if (session == null || !stores || !places) {
            return next;
        }
        return new DirectPutRewriter(next, hook, access, session, placing);
    }

    @Override
    public void visitCode() {
        super.visitCode();
        Label own = new Label();
        super.visitVarInsn(Opcodes.ALOAD, 0);
        call(session);
        super.visitJumpInsn(Opcodes.IFNONNULL, own);
        if (placing != null) {
            place();
        }
        store();
        super.visitLabel(hookStart);
        super.visitVarInsn(Opcodes.ALOAD, 0);
        super.visitFieldInsn(Opcodes.GETFIELD, BUFFER, "address", "J");
        super.visitVarInsn(Opcodes.ALOAD, 0);
        call("capacity()I");
        super.visitVarInsn(Opcodes.LLOAD, address);
        hook.arguments().emit(mv, hook.bytes());
        super.visitLabel(hookEnd);
        super.visitVarInsn(Opcodes.ALOAD, 0);
        super.visitMethodInsn(
                Opcodes.INVOKESTATIC, "java/lang/ref/Reference", "reachabilityFence", "(Ljava/lang/Object;)V", false);
        super.visitVarInsn(Opcodes.ALOAD, 0);
        super.visitInsn(Opcodes.ARETURN);
        super.visitLabel(own);
        super.visitFrame(Opcodes.F_FULL, argumentTypes.length, argumentTypes, 0, new Object[0]);
    }

    @Override
    public void visitMaxs(int maxStack, int maxLocals) {
        Label unsure = new Label();
        super.visitTryCatchBlock(storeStart, storeEnd, unsure, null); // it may be done when something throws
        super.visitTryCatchBlock(hookStart, hookEnd, unsure, null);
        super.visitLabel(unsure);
        super.visitFrame(Opcodes.F_FULL, 0, new Object[0], 1, new Object[] {THROWABLE});
        super.visitInsn(Opcodes.ICONST_1);
        super.visitFieldInsn(Opcodes.PUTSTATIC, Arguments.HOOKS, "unsure", "Z");
        super.visitInsn(Opcodes.ATHROW);
        super.visitMaxs(maxStack + HookRewriter.EXTRA_STACK, maxLocals + 2);
    }

    private void place() {
        super.visitVarInsn(Opcodes.ALOAD, 0);
        super.visitVarInsn(Opcodes.ALOAD, 0);
        if (placing.endsWith("(I)I")) {
            super.visitVarInsn(Opcodes.ILOAD, 1);
        }
        call(placing);
        call("ix(I)J");
        super.visitVarInsn(Opcodes.LSTORE, address);
    }

    private void store() {
        super.visitFieldInsn(Opcodes.GETSTATIC, BUFFER, "UNSAFE", "L" + UNSAFE + ";");
        super.visitInsn(Opcodes.ACONST_NULL);
        super.visitVarInsn(Opcodes.LLOAD, address);
        int arguments = (Type.getArgumentsAndReturnSizes(hook.descriptor()) >> 2) - value.getSize();
        super.visitVarInsn(value.getOpcode(Opcodes.ILOAD), arguments);
        char type = value.getDescriptor().charAt(0);
        if (value == Type.FLOAT_TYPE) {
            super.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/Float", "floatToRawIntBits", "(F)I", false);
            type = 'I';
        } else if (value == Type.DOUBLE_TYPE) {
            super.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/Double", "doubleToRawLongBits", "(D)J", false);
            type = 'J';
        }
        if (placing == null) {
            super.visitVarInsn(Opcodes.ALOAD, 0);
            super.visitFieldInsn(Opcodes.GETFIELD, hook.owner(), "bigEndian", "Z");
        }
        super.visitLabel(storeStart);
        String descriptor = "(Ljava/lang/Object;J" + type + (placing == null ? "Z)V" : ")V");
        super.visitMethodInsn(Opcodes.INVOKEVIRTUAL, UNSAFE, hook.callee(), descriptor, false);
        super.visitLabel(storeEnd);
    }

    /** A call of a method of the buffer. */
    private void call(String method) {
        int parenthesis = method.indexOf('(');
        String name = method.substring(0, parenthesis);
        super.visitMethodInsn(Opcodes.INVOKEVIRTUAL, hook.owner(), name, method.substring(parenthesis), false);
    }
}
