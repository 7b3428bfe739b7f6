package dev.tidemark.sample.point;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tidemark.sample.guest.GuestState;
import dev.tidemark.sample.guest.GuestState.GlobalValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MomentTest {
    @Test
    void comesBackAsItWas() throws IOException {
        GuestState registers = new GuestState(512, 99, List.of(new GlobalValue(0, -5, 7), new GlobalValue(3, 1, 0)));
        Moment moment = new Moment(1_234, Moment.now(), registers);
        assertEquals(moment, Moment.decode(moment.encode()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "5\n6", "5\nx\ntidemark-sample-state 1\n", "5\n6\nsomething else"})
    void anythingElseIsRefused(String text) {
        assertThrows(IOException.class, () -> Moment.decode(text.getBytes(StandardCharsets.UTF_8)));
    }
}
