package dev.tidemark.instrument;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Puts the hooks of one class into its bytes, and checks that each found its method. */
final class ClassRewriter extends ClassVisitor {
    private final String owner;

    /** Hooks that have not found their method yet, by name and descriptor: a lookup per method, and some classes have 700. */
    private final Map<String, Hook> missing = new HashMap<>();

    private final ClassReader reader;
    private final boolean verifiedJdk;
    private final List<String> failures;

    private ClassRewriter(
            ClassVisitor next, ClassReader reader, List<Hook> hooks, boolean verifiedJdk, List<String> failures) {
        super(Opcodes.ASM9, next);
        this.reader = reader;
        this.owner = hooks.get(0).owner();
        for (Hook hook : hooks) {
            missing.put(hook.method() + hook.descriptor(), hook);
        }
        this.verifiedJdk = verifiedJdk;
        this.failures = failures;
    }

    /**
     * Rewrites a class.
     *
     * @param hooks rows of this class
     * @param verifiedJdk whether a missing method is a failure
     * @param failures receives a line for every row that does not match, and for every store that has no row
     * @return the new bytes, and how many rows matched
     */
    static Result rewrite(byte[] bytes, List<Hook> hooks, boolean verifiedJdk, List<String> failures) {
        ClassParts parts = new ClassParts(bytes);
        boolean[] picked = pick(parts, hooks);
        ClassReader reader = new ClassReader(parts.only(picked));
        ClassWriter writer = new ClassWriter(reader, 0); // keeps all constants where they are, for the methods left out
        ClassRewriter rewriter = new ClassRewriter(writer, reader, hooks, verifiedJdk, failures);
        boolean wholeMethods = hooks.get(0).edit() == Edit.WHOLE_METHOD; // all hooks of a class, or none
        reader.accept(rewriter, wholeMethods ? ClassReader.EXPAND_FRAMES : 0);
        return new Result(parts.with(picked, writer.toByteArray()), hooks.size() - rewriter.missing.size());
    }

    /** Which methods may have a hook, by their names. */
    private static boolean[] pick(ClassParts parts, List<Hook> hooks) {
        Set<String> names = new HashSet<>();
        for (Hook hook : hooks) {
            names.add(hook.method());
        }
        String owner = hooks.get(0).owner();
        boolean scoped = owner.equals(HookTable.SCOPED_ACCESS);
        boolean[] picked = new boolean[parts.methodCount()];
        for (int i = 0; i < picked.length; i++) {
            String name = parts.name(i);
            picked[i] = names.contains(name)
                    || scoped && (parts.access(i) & Opcodes.ACC_PUBLIC) != 0 && HookTable.isStore(name);
        }
        return picked;
    }

    @Override
    public MethodVisitor visitMethod(
            int access, String name, String descriptor, String signature, String[] exceptions) {
        Hook hook = missing.remove(name + descriptor);
        boolean replaced = hook != null && (access & Opcodes.ACC_NATIVE) != 0;
        MethodVisitor next = super.visitMethod(
                replaced ? access & ~Opcodes.ACC_NATIVE : access, name, descriptor, signature, exceptions);
        if (replaced) {
            next.visitCode();
            hook.arguments().emitInPlaceOfNative(next);
            next.visitEnd();
            return null;
        }
        if (hook != null) {
            return switch (hook.edit()) {
                case WHOLE_METHOD -> new FinallyRewriter(next, hook, access, failures);
                case REWRITTEN -> DirectPutRewriter.write(next, hook, MethodUses.of(reader, hook)) ? null : next;
                default -> new HookRewriter(next, hook, access, failures);
            };
        }
        if (owner.equals(HookTable.SCOPED_ACCESS) && (access & Opcodes.ACC_PUBLIC) != 0 && HookTable.isStore(name)) {
            failures.add("a way to write that has no hook: " + owner.replace('/', '.') + "." + name + descriptor);
        }
        return next;
    }

    @Override
    public void visitEnd() {
        if (verifiedJdk) {
            for (Hook hook : missing.values()) {
                failures.add("no such method in this JDK: " + hook.display());
            }
        }
        super.visitEnd();
    }

    /** @param matched how many rows found their method */
    record Result(byte[] bytes, int matched) {}
}
