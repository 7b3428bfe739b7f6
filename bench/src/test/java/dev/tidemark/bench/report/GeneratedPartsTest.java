package dev.tidemark.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

class GeneratedPartsTest {
    private static final String PAGE = """
            By hand, $1.
            <!-- generated: a -->
            old
            <!-- end: a -->
            By hand too.
            <!-- generated: b -->
            <!-- end: b -->
            """;

    @Test
    void onlyThePartsChange() {
        String page = GeneratedParts.replace(PAGE, Map.of("a", "new $2\n", "b", "x"));

        assertEquals("""
                By hand, $1.
                <!-- generated: a -->

                new $2

                <!-- end: a -->
                By hand too.
                <!-- generated: b -->

                x

                <!-- end: b -->
                """, page);
        assertEquals(page, GeneratedParts.replace(page, Map.of("a", "new $2", "b", "x")), "twice is as once");
    }

    @Test
    void aPartWithoutMarkersAndMarkersWithoutAPartAreRefused() {
        assertTrue(assertThrows(
                        IllegalStateException.class,
                        () -> GeneratedParts.replace(PAGE, Map.of("a", "", "b", "", "c", "")))
                .getMessage()
                .contains("[a, b, c]"));
        assertThrows(IllegalStateException.class, () -> GeneratedParts.replace(PAGE, Map.of("a", "")));
    }
}
