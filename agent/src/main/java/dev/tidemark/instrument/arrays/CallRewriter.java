package dev.tidemark.instrument.arrays;

import dev.tidemark.instrument.arrays.ArrayCalls.Kind;
import dev.tidemark.instrument.arrays.JdkArrayMethods.Writer;
import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;

/** Rewrites the calls of one method. Uses local variables behind the method's own, between two instructions only. */
abstract class CallRewriter extends MethodVisitor {
    static final String HOOKS = JdkArrayMethods.HOOKS;
    private static final String BYTES = "[B";

    final ArrayCalls calls;
    private final int freeLocal;

    CallRewriter(MethodVisitor next, ArrayCalls calls, int freeLocal) {
        super(Opcodes.ASM9, next);
        this.calls = calls;
        this.freeLocal = freeLocal;
    }

    abstract Kind kindOf(int opcode, String owner, String name, String descriptor);

    @Override
    public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
        switch (kindOf(opcode, owner, name, descriptor)) {
            case WRITER -> {
                Writer writer = calls.writer();
                hook(writer.helper(), name, writer.helperDescriptor());
                return;
            }
            case VIEW -> {
                view(opcode, owner, name, descriptor);
                return;
            }
            case GIVE -> give(descriptor, "an array passed to " + readable(owner, name));
            case UNTRACEABLE -> untraceable(readable(owner, name));
            default -> {}
        }
        super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
    }

    @Override
    public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... arguments) {
        String owner = bootstrap.getOwner();
        if (owner.equals("java/lang/invoke/LambdaMetafactory")) {
            Handle target = (Handle) arguments[1];
            Kind kind = calls.of(opcodeOf(target), target.getOwner(), target.getName(), target.getDesc());
            if (kind != Kind.PLAIN && !target.getDesc().startsWith("()")) {
                untraceable("a method reference to " + readable(target.getOwner(), target.getName()));
            }
        } else if (!owner.equals("java/lang/invoke/StringConcatFactory") && !owner.startsWith("java/lang/runtime/")) {
            give(descriptor, "an array passed to invokedynamic of " + readable(owner, bootstrap.getName()));
        }
        super.visitInvokeDynamicInsn(name, descriptor, bootstrap, arguments);
    }

    /** Reports the value on top of the stack and leaves it there. */
    final void giveTop(String how) {
        super.visitInsn(Opcodes.DUP);
        super.visitLdcInsn(how);
        hook(HOOKS, "given", "(Ljava/lang/Object;Ljava/lang/String;)V");
    }

    final void hook(String owner, String name, String descriptor) {
        super.visitMethodInsn(Opcodes.INVOKESTATIC, owner, name, descriptor, false);
    }

    static String readable(String owner, String name) {
        return owner.replace('/', '.') + "." + name;
    }

    private void untraceable(String how) {
        super.visitLdcInsn(how);
        hook(HOOKS, "untraceable", "(Ljava/lang/String;)V");
    }

    /** Reports the arguments on top of the stack that may be arrays, and leaves all there. */
    private void give(String descriptor, String how) {
        Type[] types = Type.getArgumentTypes(descriptor);
        int first = 0;
        while (first < types.length && !ArrayCalls.canHoldArray(types[first])) {
            first++;
        }
        int[] slots = save(types, first, freeLocal);
        for (int i = first; i < types.length; i++) {
            if (ArrayCalls.canHoldArray(types[i])) {
                super.visitVarInsn(Opcodes.ALOAD, slots[i]);
                super.visitLdcInsn(how);
                hook(HOOKS, "given", "(Ljava/lang/Object;Ljava/lang/String;)V");
            }
        }
        load(types, first, slots);
    }

    /**
     * A signature-polymorphic call {@code (byte[], int index, …)}. The hook is called before as well: if the stack is too full for
     * it, that shows while nothing is written.
     */
    private void view(int opcode, String owner, String name, String descriptor) {
        Type[] types = Type.getArgumentTypes(descriptor);
        int[] slots = save(types, 0, freeLocal);
        for (int i = 0; i < 2; i++) {
            super.visitVarInsn(Opcodes.ALOAD, slots[0]);
            super.visitVarInsn(Opcodes.ILOAD, slots[1]);
            hook(HOOKS, "wroteView", "(" + BYTES + "I)V");
            if (i == 0) {
                load(types, 0, slots);
                super.visitMethodInsn(opcode, owner, name, descriptor, false);
            }
        }
    }

    /** Moves the arguments from {@code first} on to local variables. */
    private int[] save(Type[] types, int first, int local) {
        int[] slots = new int[types.length];
        int next = local;
        for (int i = types.length - 1; i >= first; i--) {
            slots[i] = next;
            super.visitVarInsn(types[i].getOpcode(Opcodes.ISTORE), next);
            next += types[i].getSize();
        }
        return slots;
    }

    private void load(Type[] types, int first, int[] slots) {
        for (int i = first; i < types.length; i++) {
            super.visitVarInsn(types[i].getOpcode(Opcodes.ILOAD), slots[i]);
        }
    }

    private static int opcodeOf(Handle handle) {
        return switch (handle.getTag()) {
            case Opcodes.H_INVOKESTATIC -> Opcodes.INVOKESTATIC;
            case Opcodes.H_INVOKESPECIAL, Opcodes.H_NEWINVOKESPECIAL -> Opcodes.INVOKESPECIAL;
            case Opcodes.H_INVOKEINTERFACE -> Opcodes.INVOKEINTERFACE;
            default -> Opcodes.INVOKEVIRTUAL;
        };
    }
}
