package dev.tidemark.instrument;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.boot.DirectPuts;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** The table against the JDK that runs the tests: every row finds its method, and no way to write is without a row. */
class HookTableTest {
    private static final int JDK = Runtime.version().feature();

    @ParameterizedTest
    @CsvSource({
        "17, 1, 154",
        "17, 2, 5",
        "17, 3, 8",
        "17, 4, 36",
        "17, 11, 3",
        "25, 11, 4",
        "25, 1, 212",
        "25, 2, 5",
        "25, 3, 8",
        "25, 4, 36",
        "17, 12, 5",
        "25, 12, 6",
        "17, 13, 18",
        "25, 13, 19"
    })
    void rowsAreAsManyAsTheJdkHasMethods(int jdk, int row, int methods) {
        assertEquals(
                methods,
                HookTable.forJdk(jdk).stream().filter(hook -> hook.row() == row).count());
    }

    @ParameterizedTest
    @ValueSource(ints = {17, 25})
    void noMethodIsHookedTwice(int jdk) {
        Set<String> seen = new HashSet<>();
        for (Hook hook : HookTable.forJdk(jdk)) {
            assertTrue(seen.add(hook.display()), hook.display());
        }
    }

    @Test
    void everyRowMatchesOnThisJdk() {
        Map<String, List<Hook>> byClass = hooksByClass();
        List<String> failures = new ArrayList<>();
        byClass.forEach((owner, hooks) -> {
            ClassRewriter.Result result = ClassRewriter.rewrite(JdkClass.bytes(owner), hooks, true, failures);
            assertEquals(hooks.size(), result.matched(), owner);
            assertEquals(hooks.size(), hookedMethods(result.bytes()).size(), owner);
        });
        assertEquals(List.of(), failures);
    }

    /** By exclusion, so that a new kind of store does not slip through: what is not known to read must be in the table. */
    @Test
    void everyPublicMethodOfScopedAccessThatDoesNotOnlyReadIsHooked() {
        Set<String> hooked = HookTable.forJdk(JDK).stream()
                .filter(hook -> hook.owner().equals(HookTable.SCOPED_ACCESS))
                .map(hook -> hook.method() + hook.descriptor())
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> writes = publicMethods(HookTable.SCOPED_ACCESS);
        writes.removeIf(HookTableTest::onlyReads);
        assertEquals(writes, hooked);
    }

    @Test
    void everyMutatorOfUnsafeIsHooked() {
        Set<String> hooked = HookTable.forJdk(JDK).stream()
                .filter(hook -> hook.row() == 4)
                .map(hook -> hook.method() + hook.descriptor())
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> writes = publicMethods(HookTable.UNSAFE);
        writes.remove("storeFence()V");
        writes.removeIf(
                method -> !HookTable.isStore(method.replace("putAddress", "put")) && !method.startsWith("getAnd"));
        writes.removeIf(method ->
                method.contains("Object(") || method.contains("ObjectVolatile(") || method.contains("Reference"));
        assertEquals(writes, hooked);
    }

    /** A hook call that does not fit on the stack must run into a handler, or its write has no mark. */
    @Test
    void everyHookCallIsInsideAnExceptionRange() {
        Map<String, List<Hook>> byClass = hooksByClass();
        Set<String> uncovered = new TreeSet<>();
        byClass.forEach((owner, hooks) -> {
            byte[] rewritten = ClassRewriter.rewrite(JdkClass.bytes(owner), hooks, true, new ArrayList<>())
                    .bytes();
            uncovered.addAll(HookCalls.withoutHandler(rewritten));
        });
        assertEquals(Set.of(), uncovered);
    }

    @Test
    void everyHookCallOfTheHelperThatStoresIsInsideAnExceptionRange() throws IOException {
        String called = HookCalls.STORES_ITSELF + ".stored(Ljava/nio/ByteBuffer;JI)V"; // inside one
        try (InputStream in = DirectPuts.class.getResourceAsStream("DirectPuts.class")) {
            assertEquals(Set.of(called), HookCalls.withoutHandler(in.readAllBytes()));
        }
    }

    private static Map<String, List<Hook>> hooksByClass() {
        return HookTable.forJdk(JDK).stream()
                .filter(hook -> JdkClass.isThere(hook.owner()) || !HookInstaller.isOptional(hook.owner()))
                .collect(Collectors.groupingBy(Hook::owner));
    }

    private static boolean onlyReads(String method) {
        return method.startsWith("get") && !method.startsWith("getAnd")
                || method.startsWith("load")
                || method.startsWith("vectorizedMismatch")
                || method.startsWith("force")
                || method.startsWith("isLoaded")
                || method.startsWith("unload")
                || method.startsWith("closeScope");
    }

    private static Set<String> publicMethods(String owner) {
        Set<String> methods = new TreeSet<>();
        new ClassReader(JdkClass.bytes(owner))
                .accept(
                        new ClassVisitor(Opcodes.ASM9) {
                            @Override
                            public MethodVisitor visitMethod(
                                    int access, String name, String descriptor, String signature, String[] exceptions) {
                                if ((access & Opcodes.ACC_PUBLIC) != 0 && !name.startsWith("<")) {
                                    methods.add(name + descriptor);
                                }
                                return null;
                            }
                        },
                        ClassReader.SKIP_CODE);
        return methods;
    }

    /** Methods of the class that call the hooks. */
    private static Set<String> hookedMethods(byte[] bytes) {
        Set<String> hooked = new TreeSet<>();
        new ClassReader(bytes)
                .accept(
                        new ClassVisitor(Opcodes.ASM9) {
                            @Override
                            public MethodVisitor visitMethod(
                                    int access, String name, String descriptor, String signature, String[] exceptions) {
                                return new MethodVisitor(Opcodes.ASM9) {
                                    @Override
                                    public void visitMethodInsn(
                                            int opcode, String owner, String callee, String type, boolean isInterface) {
                                        if (owner.startsWith(Arguments.BOOT)) {
                                            hooked.add(name + descriptor);
                                        }
                                    }
                                };
                            }
                        },
                        0);
        return hooked;
    }
}
