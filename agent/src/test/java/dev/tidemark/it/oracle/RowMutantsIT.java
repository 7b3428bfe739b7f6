package dev.tidemark.it.oracle;

import dev.tidemark.it.ForkedJvm;
import dev.tidemark.stress.mutant.DropHooks;
import dev.tidemark.stress.mutant.Mutant;
import dev.tidemark.stress.mutant.MutantJar;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Every row of the hook table is needed: a copy of the finished jar whose table lacks the row makes a group of the oracle fail,
 * and the test names the first case that did.
 */
class RowMutantsIT {
    private static Path mutant;

    @BeforeAll
    static void mutate() throws IOException {
        mutant = MutantJar.write(
                ForkedJvm.agentJar(), Mutant.HOOKS_DROPPED, ForkedJvm.agentJar().resolveSibling("oracle"));
    }

    @TestFactory
    Stream<DynamicTest> withoutARowWritesAreMissed() {
        return HookTableView.rows().stream()
                .map(HookTableView.Row::row)
                .distinct()
                .map(row -> DynamicTest.dynamicTest("row " + row, () -> missedWithout(row)));
    }

    /** Those that {@link HookMutantsIT} leaves to this test. */
    @TestFactory
    Stream<DynamicTest> withoutAHookThatIsJudgedAloneWritesAreMissed() {
        return HookTableView.rows().stream()
                .filter(hook -> HookMutantsProgram.ALONE.contains(hook.method()))
                .map(hook -> DynamicTest.dynamicTest(hook.method(), () -> {
                    boolean vector = hook.method().startsWith("store");
                    String noticed = failsWithout(
                            "-D" + DropHooks.HOOK + "=" + hook.display(),
                            vector ? Group.FOREIGN : Group.LIFETIME,
                            "-Xbatch", // the compiler is done before the loop is
                            "-Dtidemark.case=" + (vector ? "compiled" : ""));
                    System.out.println("without " + hook.method() + ": " + noticed);
                }));
    }

    /**
     * Hooks that no case reaches: SCTP, which few kernels have, and what native code is bound to, loaded from and passed, which the
     * tests of native exposure are about.
     */
    private static final Set<String> NATIVE =
            Set.of("receiveIntoNativeBuffer", "getBoundMethodHandle", "loadLibrary", "checkNative", "critical");

    /** The single hooks of the last rows, a JVM for each. {@code mvn -pl agent verify -Prows -Dit.test=RowMutantsIT} */
    @TestFactory
    @EnabledIfSystemProperty(named = "tidemark.rows", matches = "all")
    Stream<DynamicTest> withoutAHookOfTheLastRowsSomethingIsUnknown() {
        return HookTableView.rows().stream()
                .filter(hook -> hook.row() >= HookMutantsProgram.FIRST_OF_OTHERS && !NATIVE.contains(hook.method()))
                .map(hook -> DynamicTest.dynamicTest(hook.display(), () -> {
                    Group group = hook.row() == HookMutantsProgram.FIRST_OF_OTHERS ? Group.LIFETIME : Group.MAPPING;
                    System.out.println("without " + hook.display() + ": "
                            + failsWithout("-D" + DropHooks.HOOK + "=" + hook.display(), group));
                }));
    }

    private static void missedWithout(int row) {
        Group group = Arrays.stream(Group.values())
                .filter(each -> each.rows().contains(row))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no group of the oracle needs row " + row));
        System.out.println("without row " + row + ": " + failsWithout("-D" + DropHooks.ROW + "=" + row, group));
    }

    /** The case that failed. */
    private static String failsWithout(String property, Group group, String... moreFlags) {
        List<String> flags = new ArrayList<>(List.of(property, "-Dtidemark.stop=true"));
        flags.addAll(List.of(moreFlags));
        ForkedJvm.Result result = OracleJvm.run(mutant, OracleJvm.OPTIONS, flags, List.of(group.name()));
        String expected = group.asks() ? "BROKEN " : "MISSED ";
        return result.stdout()
                .lines()
                .filter(line -> line.startsWith(expected + group + "/"))
                .findFirst()
                .map(line -> line.substring(expected.length(), line.indexOf(": ")))
                .orElseThrow(() -> new AssertionError(group + " did not notice " + property + ": " + result));
    }
}
