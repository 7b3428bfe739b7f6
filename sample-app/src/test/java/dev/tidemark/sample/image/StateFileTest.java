package dev.tidemark.sample.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.sample.guest.GuestState;
import dev.tidemark.sample.guest.GuestState.GlobalValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateFileTest {
    private static final String HEADER = "tidemark-sample-state 1\n";

    @TempDir
    Path folder;

    @Test
    void comesBackAsItWas() throws IOException {
        Path file = StateFile.of(folder.resolve("image"));
        assertEquals("image.globals", file.getFileName().toString());
        GuestState first = new GuestState(
                500, 166_952, List.of(new GlobalValue(0, 65_536, 0), new GlobalValue(3, -1, Long.MIN_VALUE)));
        GuestState second = new GuestState(501, -4, List.of());
        StateFile.write(file, first);
        assertEquals(first, StateFile.read(file));
        StateFile.write(file, second);
        assertEquals(second, StateFile.read(file));
        try (var files = Files.list(folder)) {
            assertEquals(1, files.count());
        }
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
    void anythingElseIsRefusedByName(String content) throws IOException {
        Path file = folder.resolve("bad");
        Files.writeString(file, content);
        IOException failure = assertThrows(IOException.class, () -> StateFile.read(file));
        assertTrue(failure.getMessage().contains(file.toString()), failure.getMessage());
        assertFalse(failure.getMessage().contains("\n"), failure.getMessage());
    }
}
