package dev.tidemark.instrument;

import java.util.HashSet;
import java.util.Set;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** What a method calls and which fields it names, each as its name and descriptor: a look at the method before it is rewritten. */
final class MethodUses extends MethodVisitor {
    private final Set<String> uses = new HashSet<>();

    private MethodUses() {
        super(Opcodes.ASM9);
    }

    static Set<String> of(ClassReader reader, Hook hook) {
        MethodUses found = new MethodUses();
        reader.accept(
                new ClassVisitor(Opcodes.ASM9) {
                    @Override
                    public MethodVisitor visitMethod(
                            int access, String name, String descriptor, String signature, String[] exceptions) {
                        return name.equals(hook.method()) && descriptor.equals(hook.descriptor()) ? found : null;
                    }
                },
                ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        return found.uses;
    }

    @Override
    public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
        uses.add(name + descriptor);
    }

    @Override
    public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
        uses.add(name + descriptor);
    }
}
