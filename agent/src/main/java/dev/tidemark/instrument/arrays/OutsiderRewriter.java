package dev.tidemark.instrument.arrays;

import dev.tidemark.instrument.arrays.ArrayCalls.Kind;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ConstantDynamic;
import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;

/**
 * Rewrites a class of the application that {@code arrays=} does not name. Its stores are not seen; but wherever it gets hold of a
 * {@code byte[]}, the array is reported.
 */
final class OutsiderRewriter extends ClassVisitor {
    private static final String BYTES = "[B";

    private final ClassFacts self;
    private final ClassMembers members;
    private final boolean nestedArrays;

    /** @param nestedArrays whether the class mentions the type {@code byte[][]} */
    OutsiderRewriter(ClassVisitor next, ClassFacts self, ClassMembers members, boolean nestedArrays) {
        super(Opcodes.ASM9, next);
        this.self = self;
        this.members = members;
        this.nestedArrays = nestedArrays;
    }

    @Override
    public MethodVisitor visitMethod(
            int access, String name, String descriptor, String signature, String[] exceptions) {
        MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
        return new Method(next, access, name, descriptor);
    }

    private final class Method extends CallRewriter {
        private final int access;
        private final String descriptor;

        Method(MethodVisitor next, int access, String name, String descriptor) {
            super(next, new ArrayCalls(self, members), self.freeLocal(name, descriptor));
            this.access = access;
            this.descriptor = descriptor;
        }

        @Override
        Kind kindOf(int opcode, String owner, String name, String called) {
            return calls.ofObjects(opcode, owner, name, called);
        }

        @Override
        public void visitCode() {
            super.visitCode();
            int slot = (access & Opcodes.ACC_STATIC) == 0 ? 1 : 0;
            for (Type each : Type.getArgumentTypes(descriptor)) {
                if (each.getDescriptor().equals(BYTES)) {
                    super.visitVarInsn(Opcodes.ALOAD, slot);
                    hook(HOOKS, "seenObject", "(Ljava/lang/Object;)V");
                }
                slot += each.getSize();
            }
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String called, boolean isInterface) {
            super.visitMethodInsn(opcode, owner, name, called, isInterface);
            if (called.endsWith(")" + BYTES)) {
                seen();
            }
        }

        @Override
        public void visitInvokeDynamicInsn(String name, String called, Handle bootstrap, Object... arguments) {
            super.visitInvokeDynamicInsn(name, called, bootstrap, arguments);
            if (called.endsWith(")" + BYTES)) {
                seen();
            }
        }

        /** Fields of its own hold nothing that was not reported: others that store into them report it. */
        @Override
        public void visitFieldInsn(int opcode, String owner, String name, String type) {
            super.visitFieldInsn(opcode, owner, name, type);
            boolean isRead = opcode == Opcodes.GETFIELD || opcode == Opcodes.GETSTATIC;
            if (isRead && type.equals(BYTES) && !(owner.equals(self.name) && self.declaresField(name, type))) {
                seen();
            }
        }

        @Override
        public void visitTypeInsn(int opcode, String type) {
            super.visitTypeInsn(opcode, type);
            if (opcode == Opcodes.CHECKCAST && type.equals(BYTES)) {
                seen();
            }
        }

        @Override
        public void visitInsn(int opcode) {
            super.visitInsn(opcode);
            if (opcode == Opcodes.AALOAD && nestedArrays) {
                super.visitInsn(Opcodes.DUP);
                hook(HOOKS, "seenObject", "(Ljava/lang/Object;)V");
            }
        }

        @Override
        public void visitLdcInsn(Object value) {
            super.visitLdcInsn(value);
            if (value instanceof ConstantDynamic dynamic
                    && dynamic.getDescriptor().equals(BYTES)) {
                seen();
            }
        }

        private void seen() {
            hook(HOOKS, "seen", "(" + BYTES + ")" + BYTES);
        }
    }
}
