package dev.tidemark.instrument;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.instrument.scan.KnownFindings;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The lists of known findings against the hook table: what they say carries a hook does. */
class KnownFindingsTest {
    private static final Set<String> KINDS =
            Set.of("fields", "array", "fresh", "private", "unused", "view", "reads", "no store");

    @ParameterizedTest
    @ValueSource(ints = {17, 25})
    void whatIsSaidToCarryAHookDoes(int jdk) throws IOException {
        Set<String> without = new TreeSet<>();
        int[] with = {0};
        KnownFindings.of(jdk).forEach((finding, reason) -> {
            if (reason.startsWith("row ") && reason.endsWith(" carries the hook")) {
                with[0]++;
                String method = finding.substring(0, finding.indexOf(')') + 1);
                if (!hooked(jdk, row(reason)).contains(method)) {
                    without.add(finding);
                }
            }
        });
        assertEquals(Set.of(), without);
        assertTrue(with[0] > 50, () -> "only " + with[0]);
    }

    /** The stores of ScopedMemoryAccess lie in inner methods; each has a hooked one of its name around it. */
    @ParameterizedTest
    @ValueSource(ints = {17, 25})
    void whatIsBehindRowOneHasAHookedMethodOfItsName(int jdk) throws IOException {
        Set<String> hooked = HookTable.forJdk(jdk).stream()
                .filter(hook -> hook.owner().equals(HookTable.SCOPED_ACCESS))
                .map(Hook::method)
                .collect(Collectors.toSet());
        Set<String> without = new TreeSet<>();
        int[] with = {0};
        KnownFindings.of(jdk).forEach((finding, reason) -> {
            if (reason.startsWith("behind row 1: called by the hooked method of the same name")) {
                with[0]++;
                String method =
                        finding.substring(finding.lastIndexOf('.', finding.indexOf('(')) + 1, finding.indexOf('('));
                if (!hooked.contains(method.replaceFirst("(Scoped)?(Internal)?$", ""))) {
                    without.add(finding);
                }
            }
        });
        assertEquals(Set.of(), without);
        assertTrue(with[0] > 140, () -> "only " + with[0]);
    }

    @ParameterizedTest
    @ValueSource(ints = {17, 25})
    void everyReasonIsOfAKnownKind(int jdk) throws IOException {
        Map<String, String> known = KnownFindings.of(jdk);
        List<String> rest = known.values().stream()
                .distinct()
                .filter(reason -> !reason.matches("(behind )?row ([0-9]|1[0-2]): .+")
                        && !KINDS.contains(reason.replaceFirst(":.*", "")))
                .toList();
        assertEquals(List.of(), rest);
    }

    private static int row(String reason) {
        return Integer.parseInt(reason.substring("row ".length(), reason.indexOf(':')));
    }

    private static Set<String> hooked(int jdk, int row) {
        return HookTable.forJdk(jdk).stream()
                .filter(hook -> hook.row() == row)
                .map(Hook::display)
                .map(method -> method.substring(0, method.indexOf(')') + 1))
                .collect(Collectors.toSet());
    }
}
