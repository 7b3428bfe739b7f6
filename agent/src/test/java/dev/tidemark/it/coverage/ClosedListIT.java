package dev.tidemark.it.coverage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.it.ForkedJvm;
import dev.tidemark.it.oracle.OracleJvm;
import java.lang.module.ModuleFinder;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Every public way to a buffer's memory on the JDK that runs is known, and each that writes is called by the oracle. */
class ClosedListIT {
    private static final int JDK = Runtime.version().feature();

    private final List<BufferMethods.Method> listed =
            BufferMethods.all().stream().filter(method -> method.isIn(JDK)).toList();

    @Test
    void everyMethodIsClassifiedAndNoneIsStale() {
        List<String> lines = methodsOfThisJdk().stdout().lines().toList();
        Set<String> found = new TreeSet<>(lines.subList(0, lines.size() - 1));
        Set<String> known = listed.stream().map(BufferMethods.Method::signature).collect(Collectors.toSet());
        System.out.println("closed list of JDK " + JDK + ": " + lines.get(lines.size() - 1) + ", " + found.size()
                + " methods, of which " + count(true) + " write and " + count(false) + " do not");
        assertEquals("", without(found, known), "unknown: look at what each does, then list it");
        assertEquals("", without(known, found), "gone: take them off the list");
        assertTrue(found.size() > 500, "too few methods");
    }

    @Test
    void everyMethodThatWritesIsCalledByTheOracle() {
        Map<String, Set<String>> groups = OracleJvm.groupsBySignature();
        Set<String> missing = new TreeSet<>();
        for (BufferMethods.Method method : listed) {
            BufferMethods.Section section = method.section();
            if (section.through() != null && !groups.containsKey(section.through())) {
                missing.add(method.signature() + ": nothing calls " + section.through());
            }
            Set<String> callers = groups.getOrDefault(method.signature(), Set.of());
            if (!section.groups().isEmpty() && callers.stream().noneMatch(section.groups()::contains)) {
                missing.add(method.signature() + ": no case of " + section.groups() + " but " + callers);
            }
        }
        for (BufferMethods.Section other : BufferMethods.otherPaths()) {
            if (!groups.get("*").containsAll(other.groups())) {
                missing.add(other.heading() + ": no such group");
            }
        }
        assertEquals("", String.join("\n", missing));
    }

    private long count(boolean written) {
        return listed.stream()
                .filter(method -> method.section().isWritten() == written)
                .count();
    }

    private static ForkedJvm.Result methodsOfThisJdk() {
        String incubators = ModuleFinder.ofSystem().findAll().stream()
                .map(module -> module.descriptor().name())
                .filter(name -> name.startsWith("jdk.incubator."))
                .sorted()
                .collect(Collectors.joining(","));
        return ForkedJvm.withoutAgent()
                .flags("-Xmx256m", "--add-modules", incubators.isEmpty() ? "ALL-SYSTEM" : "ALL-SYSTEM," + incubators)
                .run(BufferMethodsProgram.class)
                .expectSuccess();
    }

    private static String without(Set<String> these, Set<String> those) {
        Set<String> rest = new TreeSet<>(these);
        rest.removeAll(those);
        return String.join("\n", rest);
    }
}
