package dev.tidemark.instrument;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Finds calls of hooks, in rewritten classes, that no exception handler covers. */
final class HookCalls {
    /** Runs before anything was written. */
    private static final Set<String> BEFORE_THE_WRITE = Set.of(
            "position",
            "freeing",
            "unmapping",
            "allocated",
            "arrayTaken",
            "heapBaseTaken",
            "passed",
            "addressTaken",
            "numberTaken",
            "bound",
            "boundCritical",
            "libraryLoading",
            "mapping",
            "writing",
            "writingAt",
            "resizing",
            "opening",
            "openingIn",
            "openingStream");

    /** Has its own {@code finally}. */
    private static final String WHOLE = "resize";

    /** Its methods have a handler each, and when the call itself fails, nothing was stored. */
    static final String STORES_ITSELF = Arguments.BOOT + "DirectPuts";

    private HookCalls() {}

    /** Names of the methods with such calls. */
    static Set<String> withoutHandler(byte[] bytes) {
        Set<String> uncovered = new TreeSet<>();
        ClassReader reader = new ClassReader(bytes);
        reader.accept(
                new ClassVisitor(Opcodes.ASM9) {
                    @Override
                    public MethodVisitor visitMethod(
                            int access, String name, String descriptor, String signature, String[] exceptions) {
                        return new Finder(reader.getClassName(), name + descriptor, uncovered);
                    }
                },
                0);
        return uncovered;
    }

    /** The reader shows all ranges before the code. */
    private static final class Finder extends MethodVisitor {
        private final String type;
        private final String method;
        private final Set<String> uncovered;
        private final List<Label[]> ranges = new ArrayList<>();
        private final Set<Label> passed = new HashSet<>();

        Finder(String type, String method, Set<String> uncovered) {
            super(Opcodes.ASM9);
            this.type = type;
            this.method = method;
            this.uncovered = uncovered;
        }

        @Override
        public void visitTryCatchBlock(Label start, Label end, Label handler, String type) {
            if (type == null || type.equals("java/lang/Throwable")) {
                ranges.add(new Label[] {start, end});
            }
        }

        @Override
        public void visitLabel(Label label) {
            passed.add(label);
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
            if (!owner.startsWith(Arguments.BOOT)
                    || owner.equals(STORES_ITSELF) && !type.equals(STORES_ITSELF)
                    || name.equals(WHOLE)
                    || BEFORE_THE_WRITE.contains(name)) {
                return;
            }
            for (Label[] range : ranges) {
                if (passed.contains(range[0]) && !passed.contains(range[1])) {
                    return;
                }
            }
            uncovered.add(type + "." + method);
        }
    }
}
