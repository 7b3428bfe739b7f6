package dev.tidemark.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.track.ClientStats;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ForecastTest {
    /** 1,000 bytes per second in all, of which 400 are new for the client. */
    private static final RateReport MEASURED =
            RateReport.measuring(1, 10).measured(10, 10, 10_000, Map.of("backup", new ClientRate(4, 4_000, 400)));

    private static final ClientStats NOW = new ClientStats(2, 2_000, 0, 0, 0);

    @Test
    void theIncrementGrowsByWhatIsNewForTheClient() {
        Forecast forecast = Forecast.of("backup", NOW, MEASURED, 1_000_000, 5, 2_000);
        assertEquals(2_000 + 5 * 400, forecast.incrementBytes());
        assertEquals(2.0, forecast.copySeconds());
        assertEquals(2_000, forecast.writtenMeanwhileBytes(), "all that is written is new after the increment");
        assertTrue(forecast.converges());
    }

    @Test
    void noIncrementExceedsTheRegion() {
        Forecast forecast = Forecast.of("backup", NOW, MEASURED, 3_000, 1_000_000, 1);
        assertEquals(3_000, forecast.incrementBytes());
        assertEquals(3_000, forecast.writtenMeanwhileBytes());
        assertFalse(forecast.converges());
    }

    @Test
    void whatIsWrittenAsFastAsItIsCopiedDoesNotConverge() {
        assertFalse(Forecast.of("backup", NOW, MEASURED, 1_000_000, 0, 1_000).converges());
        assertTrue(Forecast.of("backup", NOW, MEASURED, 1_000_000, 0, 1_001).converges());
    }

    @Test
    void withoutAMeasurementThereIsNone() {
        assertThrows(IllegalStateException.class, () -> Forecast.of("backup", NOW, RateReport.none(), 1, 0, 1));
        assertThrows(IllegalStateException.class, () -> Forecast.of("other", NOW, MEASURED, 1, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> Forecast.of("backup", NOW, MEASURED, 1, -1, 1));
        assertThrows(IllegalArgumentException.class, () -> Forecast.of("backup", NOW, MEASURED, 1, 0, 0));
    }
}
