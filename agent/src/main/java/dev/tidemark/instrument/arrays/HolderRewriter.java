package dev.tidemark.instrument.arrays;

import dev.tidemark.instrument.arrays.ArrayCalls.Kind;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;

/**
 * Rewrites a class under {@code arrays=}: it may hold any array, each of its stores is marked, and each array that leaves for
 * code that nobody rewrites is reported.
 */
final class HolderRewriter extends ClassVisitor {
    private static final String BYTES = "[B";

    private final ClassFacts self;
    private final ClassMembers members;
    private final ClassPatterns holders;

    HolderRewriter(ClassVisitor next, ClassFacts self, ClassMembers members, ClassPatterns holders) {
        super(Opcodes.ASM9, next);
        this.self = self;
        this.members = members;
        this.holders = holders;
    }

    @Override
    public MethodVisitor visitMethod(
            int access, String name, String descriptor, String signature, String[] exceptions) {
        MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
        boolean forJdk = descriptor.endsWith(")" + BYTES)
                && (access & (Opcodes.ACC_STATIC | Opcodes.ACC_PRIVATE)) == 0
                && overridesJdk(name, descriptor);
        return new Method(next, self.freeLocal(name, descriptor), forJdk ? name : null);
    }

    private boolean overridesJdk(String name, String descriptor) {
        if (isOfJdk(self.superName, name, descriptor)) {
            return true;
        }
        for (String each : self.interfaces) {
            if (isOfJdk(each, name, descriptor)) {
                return true;
            }
        }
        return false;
    }

    private boolean isOfJdk(String owner, String name, String descriptor) {
        return members.ofMethod(owner, name, descriptor) == ClassMembers.Origin.JDK;
    }

    private boolean isHoldersField(String owner, String name, String descriptor) {
        if (owner.equals(self.name) && self.declaresField(name, descriptor)) {
            return true;
        }
        String declarer = members.declarerOfField(owner, name, descriptor);
        return declarer != null && holders.match(declarer.replace('/', '.'));
    }

    private final class Method extends CallRewriter {
        /** Set if the method returns its array to the JDK. */
        private final String returnsToJdk;

        Method(MethodVisitor next, int freeLocal, String returnsToJdk) {
            super(next, new ArrayCalls(self, members), freeLocal);
            this.returnsToJdk = returnsToJdk;
        }

        @Override
        Kind kindOf(int opcode, String owner, String name, String descriptor) {
            return calls.of(opcode, owner, name, descriptor);
        }

        @Override
        public void visitInsn(int opcode) {
            if (opcode == Opcodes.BASTORE) {
                hook(HOOKS, "store", "(Ljava/lang/Object;II)V");
                return;
            }
            if (opcode == Opcodes.ARETURN && returnsToJdk != null) {
                giveTop("an array returned by " + readable(self.name, returnsToJdk));
            }
            super.visitInsn(opcode);
        }

        @Override
        public void visitIntInsn(int opcode, int operand) {
            super.visitIntInsn(opcode, operand);
            if (opcode == Opcodes.NEWARRAY && operand == Opcodes.T_BYTE) {
                hook(HOOKS, "born", "(" + BYTES + ")" + BYTES);
            }
        }

        @Override
        public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
            boolean isWrite = opcode == Opcodes.PUTFIELD || opcode == Opcodes.PUTSTATIC;
            if (isWrite && descriptor.equals(BYTES) && !isHoldersField(owner, name, descriptor)) {
                giveTop("an array stored in " + readable(owner, name));
            }
            super.visitFieldInsn(opcode, owner, name, descriptor);
        }
    }
}
