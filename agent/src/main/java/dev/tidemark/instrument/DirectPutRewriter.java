package dev.tidemark.instrument;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Writes a put of a direct buffer anew, so that its hook knows where the buffer lies:
 *
 * <pre>
 *   if (session() == null) {
 *       DirectPuts.putLongUnaligned(this, address, value, bigEndian);
 *       return this;
 *   }
 *   SCOPED_MEMORY_ACCESS.putLongUnaligned(session(), null, address, value, bigEndian);
 *   Reference.reachabilityFence(this);
 *   return this;
 * </pre>
 *
 * The JDK's way, for views of memory segments, which someone may close, stays as it was but for the {@code finally} around the fence: when
 * the store throws, nothing of the memory is used any more. It is hooked further down. So where a JDK's method uses anything else than
 * what is expected, it is left as it is, and no write is lost. All this is about as long as the JDK's method, and most of what it calls
 * counts one byte against C2's budget for a method: no fewer puts are inlined than without the agent.
 */
final class DirectPutRewriter {
    private static final String DIRECT_PUTS = Arguments.BOOT + "DirectPuts";
    private static final String SCOPED_FIELD = "SCOPED_MEMORY_ACCESS";
    private static final String SCOPED_TYPE = "L" + HookTable.SCOPED_ACCESS + ";";
    private static final String ADDRESS = "ix(I)J";
    private static final String FENCE = "reachabilityFence(Ljava/lang/Object;)V";

    private final MethodVisitor code;
    private final Hook hook;

    /** Name and descriptor of the method that tells the session. */
    private final String session;

    /** Descriptor of the method that stores. */
    private final String scopedStore;

    /** How an index becomes one that was checked; null if the method is given an address. */
    private final String check;

    /** How the value becomes the bits to store; null if it is them. */
    private final String bits;

    private final Type value;
    private final int arguments;

    private DirectPutRewriter(MethodVisitor code, Hook hook, Set<String> uses) {
        this.code = code;
        this.hook = hook;
        String descriptor = hook.descriptor();
        Type[] types = Type.getArgumentTypes(descriptor);
        value = types[types.length - 1];
        arguments = Type.getArgumentsAndReturnSizes(descriptor) >> 2;
        check = descriptor.startsWith("(J") ? null : descriptor.startsWith("(I") ? "checkIndex(I)I" : "nextPutIndex()I";
        bits = value == Type.FLOAT_TYPE
                ? "floatToRawIntBits(F)I"
                : value == Type.DOUBLE_TYPE ? "doubleToRawLongBits(D)J" : null;
        String called = find(uses, hook.callee() + "(");
        scopedStore = called.substring(called.indexOf('('));
        session = uses.contains("scope()" + sessionType()) ? "scope()" + sessionType() : "session()" + sessionType();
    }

    /**
     * Writes the method.
     *
     * @param uses what the JDK's method uses, see {@link MethodUses}
     * @return false, and nothing is written, if that is not what is expected
     */
    static boolean write(MethodVisitor code, Hook hook, Set<String> uses) {
        if (find(uses, hook.callee() + "(L") == null) {
            return false;
        }
        DirectPutRewriter rewriter = new DirectPutRewriter(code, hook, uses);
        boolean asExpected = uses.equals(rewriter.expected());
        if (asExpected) {
            rewriter.write();
        }
        return asExpected;
    }

    private Set<String> expected() {
        Set<String> uses =
                new HashSet<>(List.of(SCOPED_FIELD + SCOPED_TYPE, session, hook.callee() + scopedStore, FENCE));
        uses.addAll(check == null ? List.of("bigEndianZ") : List.of(check, ADDRESS));
        if (bits != null) {
            uses.add(bits);
        }
        return uses;
    }

    private void write() {
        Label scoped = new Label();
        code.visitCode();
        code.visitVarInsn(Opcodes.ALOAD, 0);
        call(session);
        code.visitJumpInsn(Opcodes.IFNONNULL, scoped);
        code.visitVarInsn(Opcodes.ALOAD, 0);
        pushStore();
        String directStore = "(Ljava/nio/ByteBuffer;" + scopedStore.substring(scopedStore.indexOf(";J") + 1);
        code.visitMethodInsn(Opcodes.INVOKESTATIC, DIRECT_PUTS, hook.callee(), directStore, false);
        code.visitVarInsn(Opcodes.ALOAD, 0);
        code.visitInsn(Opcodes.ARETURN);
        code.visitLabel(scoped);
        code.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
        code.visitFieldInsn(Opcodes.GETSTATIC, hook.owner(), SCOPED_FIELD, SCOPED_TYPE);
        code.visitVarInsn(Opcodes.ALOAD, 0);
        call(session);
        code.visitInsn(Opcodes.ACONST_NULL);
        pushStore();
        code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, HookTable.SCOPED_ACCESS, hook.callee(), scopedStore, false);
        code.visitVarInsn(Opcodes.ALOAD, 0);
        callStatic("java/lang/ref/Reference", FENCE);
        code.visitVarInsn(Opcodes.ALOAD, 0);
        code.visitInsn(Opcodes.ARETURN);
        code.visitMaxs(8, arguments);
        code.visitEnd();
    }

    /** Address, value, and for those of several bytes their order. */
    private void pushStore() {
        if (check == null) {
            code.visitVarInsn(Opcodes.LLOAD, 1);
        } else {
            pushAddress();
        }
        code.visitVarInsn(value.getOpcode(Opcodes.ILOAD), arguments - value.getSize());
        if (bits != null) {
            callStatic(value == Type.FLOAT_TYPE ? "java/lang/Float" : "java/lang/Double", bits);
        }
        if (check == null) {
            code.visitVarInsn(Opcodes.ALOAD, 0);
            code.visitFieldInsn(Opcodes.GETFIELD, hook.owner(), "bigEndian", "Z");
        }
    }

    private void pushAddress() {
        code.visitVarInsn(Opcodes.ALOAD, 0);
        code.visitVarInsn(Opcodes.ALOAD, 0);
        if (check.endsWith("(I)I")) {
            code.visitVarInsn(Opcodes.ILOAD, 1);
        }
        call(check);
        call(ADDRESS);
    }

    /** A call of a method of the buffer. */
    private void call(String method) {
        call(Opcodes.INVOKEVIRTUAL, hook.owner(), method);
    }

    private void callStatic(String owner, String method) {
        call(Opcodes.INVOKESTATIC, owner, method);
    }

    private void call(int opcode, String owner, String method) {
        int parenthesis = method.indexOf('(');
        code.visitMethodInsn(opcode, owner, method.substring(0, parenthesis), method.substring(parenthesis), false);
    }

    private String sessionType() {
        return scopedStore.substring(1, scopedStore.indexOf(';') + 1);
    }

    private static String find(Set<String> uses, String start) {
        return uses.stream().filter(use -> use.startsWith(start)).findFirst().orElse(null);
    }
}
