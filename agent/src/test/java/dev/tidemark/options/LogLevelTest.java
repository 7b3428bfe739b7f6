package dev.tidemark.options;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogLevelTest {
    @ParameterizedTest
    @CsvSource({
        "QUIET, QUIET, false",
        "QUIET, WARN, false",
        "WARN, WARN, true",
        "WARN, INFO, false",
        "INFO, WARN, true",
        "INFO, INFO, true",
        "INFO, DEBUG, false",
        "DEBUG, DEBUG, true",
        "INFO, QUIET, false"
    })
    void aLevelPrintsWhatIsAtLeastAsUrgent(LogLevel set, LogLevel message, boolean printed) {
        assertEquals(printed, set.prints(message));
    }
}
