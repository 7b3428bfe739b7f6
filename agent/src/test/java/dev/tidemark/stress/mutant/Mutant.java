package dev.tidemark.stress.mutant;

import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** One mistake each, of the kind that the design warns of. */
public enum Mutant {
    /** No thread passes a safepoint between the clear and the copy. */
    NO_SAFEPOINT("dev/tidemark/track/Safepoint") {
        @Override
        MethodVisitor change(String method, MethodVisitor next) {
            return method.equals("pass") ? returnAtOnce(next) : next;
        }
    },

    /** Writers mark, then store. Changes what follows a call: every direct store, every store wider than a byte. */
    MARK_BEFORE_STORE("dev/tidemark/instrument/HookRewriter") {
        @Override
        MethodVisitor change(String method, MethodVisitor next) {
            return method.equals("visitMethodInsn") ? new HookFirst(next) : next;
        }
    },

    /** Eight marks are cleared at once though not all were seen: one that lands meanwhile is erased. */
    UNSEEN_MARKS_CLEARED("dev/tidemark/boot/Marks") {
        @Override
        MethodVisitor change(String method, MethodVisitor next) {
            return method.equals("clear") ? new NoComparison(next) : next;
        }
    },

    /** A level is set to 0 without a look at whether a writer set it meanwhile. */
    LEVEL_CLEARED_BLINDLY("dev/tidemark/boot/Marks") {
        @Override
        MethodVisitor change(String method, MethodVisitor next) {
            return method.equals("retire") ? new NoExchange(next) : next;
        }
    },

    /** As {@link #LEVEL_CLEARED_BLINDLY}, the levels of eight groups at once. */
    EIGHT_LEVELS_CLEARED_BLINDLY("dev/tidemark/boot/Marks") {
        @Override
        MethodVisitor change(String method, MethodVisitor next) {
            return method.equals("retireEight") ? new NoExchange(next) : next;
        }
    },

    /** Marks of memory named by address lie in a byte array, so that for the JIT no store of data concerns them. */
    MARKS_IN_AN_ARRAY("dev/tidemark/boot/Marks") {
        @Override
        MethodVisitor change(String method, MethodVisitor next) {
            return switch (method) {
                case "inMemory" -> callInstead(next, type(), "inArray", "(J)L" + type() + ";");
                case "storedInMemory" -> callInstead(next, type(), "storedInArray", "(J)V");
                default -> next;
            };
        }
    },

    /** No row of the hook table covers puts of bytes into heap buffers. */
    NO_HEAP_ROWS("dev/tidemark/instrument/HookTable") {
        @Override
        MethodVisitor change(String method, MethodVisitor next) {
            return method.equals("heapBuffer") ? returnAtOnce(next) : next;
        }
    },

    /** The hook table lacks the row, or the one method, that a system property names; see {@link DropHooks}. */
    HOOKS_DROPPED("dev/tidemark/instrument/Hook") {
        @Override
        MethodVisitor change(String method, MethodVisitor next) {
            return method.equals("appliesTo") ? new DropHooks(next) : next;
        }
    },

    /** What is given back is dropped. */
    NOT_GIVEN_BACK("dev/tidemark/track/PageSet") {
        @Override
        MethodVisitor change(String method, MethodVisitor next) {
            return method.equals("giveBack") ? returnAtOnce(next) : next;
        }
    };

    private final String type;

    Mutant(String type) {
        this.type = type;
    }

    /** Internal name of the class that is changed. */
    String type() {
        return type;
    }

    /** Changes a method's code on its way to {@code next}. */
    abstract MethodVisitor change(String method, MethodVisitor next);

    /** An empty body for a void method. The old one is not passed on. */
    private static MethodVisitor returnAtOnce(MethodVisitor next) {
        next.visitCode();
        next.visitInsn(Opcodes.RETURN);
        next.visitMaxs(0, 4);
        next.visitEnd();
        return new MethodVisitor(Opcodes.ASM9) {};
    }

    /** A body that passes {@code this}, if the result is void, and the one argument, a long, on to another method. */
    private static MethodVisitor callInstead(MethodVisitor next, String owner, String method, String descriptor) {
        boolean isStatic = !descriptor.endsWith("V");
        next.visitCode();
        if (!isStatic) {
            next.visitVarInsn(Opcodes.ALOAD, 0);
        }
        next.visitVarInsn(Opcodes.LLOAD, isStatic ? 0 : 1);
        int opcode = isStatic ? Opcodes.INVOKESTATIC : Opcodes.INVOKEVIRTUAL;
        next.visitMethodInsn(opcode, owner, method, descriptor, false);
        next.visitInsn(isStatic ? Opcodes.ARETURN : Opcodes.RETURN);
        next.visitMaxs(3, 3);
        next.visitEnd();
        return new MethodVisitor(Opcodes.ASM9) {};
    }
}
