package dev.tidemark.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tidemark.track.EscapePolicy;
import dev.tidemark.track.RegionTracker;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The options check at start what the tracker would refuse later: both must have the same rules. */
class RulesOfTrackTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 32, 64, 96, 4096, 2 << 20, 4 << 20, 1 << 30})
    void pageSizes(int pageSize) {
        assertEquals(
                accepts(() -> new RegionTracker(pageSize, () -> {})),
                accepts(() -> AgentOptions.parse("page=" + pageSize)));
    }

    @Test
    void clientNames() {
        List<String> names = new ArrayList<>(List.of(" ", "a b", "\u00a0", "\u3000", "x".repeat(100), "x".repeat(101)));
        for (char c = 0; c < 256; c++) {
            if ("+,".indexOf(c) < 0) {
                names.add("a" + c + "b");
            }
        }
        for (String name : names) {
            assertEquals(
                    accepts(() -> new RegionTracker(4096, () -> {}).client(name)),
                    accepts(() -> OptionTable.CLIENTS.parse(name)),
                    () -> "'" + name + "'");
        }
    }

    @Test
    void numberOfClients() {
        RegionTracker tracker = new RegionTracker(4096, () -> {});
        StringBuilder names = new StringBuilder("c0");
        tracker.client("c0");
        while (tracker.clients().size() < OptionTable.MAX_CLIENTS) {
            String next = "c" + tracker.clients().size();
            names.append('+').append(next);
            tracker.client(next);
        }
        assertThrows(IllegalStateException.class, () -> tracker.client("one more"));
        AgentOptions.parse("clients=" + names);
        assertThrows(IllegalArgumentException.class, () -> AgentOptions.parse("clients=" + names + "+one more"));
    }

    @Test
    void escapeModes() {
        assertEquals(
                Stream.of(EscapePolicy.values()).map(Enum::name).toList(),
                Stream.of(EscapeMode.values()).map(Enum::name).toList());
    }

    private static boolean accepts(Runnable call) {
        try {
            call.run();
            return true;
        } catch (IllegalArgumentException refused) {
            return false;
        }
    }
}
