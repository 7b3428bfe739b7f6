package dev.tidemark.agent;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class AgentStartTest {
    /** It would need code that runs already to be another. Refused before anything is touched: there is no instrumentation here. */
    @Test
    void arraysAreRefusedToAProgramThatRuns() {
        String message = assertThrows(
                        IllegalArgumentException.class, () -> AgentStart.start("arrays=com.acme.*", null, true))
                .getMessage();
        assertTrue(message.contains("arrays is refused") && message.contains("-javaagent"), message);
    }
}
