package dev.tidemark.sample.point;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.sample.guest.GuestState;
import dev.tidemark.sample.guest.GuestState.GlobalValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateTextTest {
    private static final String HEADER = "tidemark-sample-state 1\n";

    @Test
    void comesBackAsItWas() throws IOException {
        GuestState first = new GuestState(
                500, 166_952, List.of(new GlobalValue(0, 65_536, 0), new GlobalValue(3, -1, Long.MIN_VALUE)));
        GuestState second = new GuestState(501, -4, List.of());
        assertEquals(first, StateText.decode(StateText.encode(first)));
        assertEquals(second, StateText.decode(StateText.encode(second)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "something else\n",
                HEADER,
                HEADER + "memory-pages 1\n",
                HEADER + "memory-pages x\ndatabase 1\n",
                HEADER + "database 1\nmemory-pages 1\n",
                HEADER + "memory-pages 1\ndatabase 1\nglobal 0 1\n",
            })
    void anythingElseIsRefused(String content) {
        IOException failure =
                assertThrows(IOException.class, () -> StateText.decode(content.getBytes(StandardCharsets.UTF_8)));
        assertTrue(failure.getMessage().contains("attachment 'globals'"), failure.getMessage());
        assertFalse(failure.getMessage().contains("\n"), failure.getMessage());
    }

    @Test
    void aMissingOneIsNamed() {
        IOException failure = assertThrows(IOException.class, () -> StateText.decode(null));
        assertTrue(failure.getMessage().contains("no attachment 'globals'"), failure.getMessage());
    }
}
