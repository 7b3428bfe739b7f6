package dev.tidemark.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SharesTest {
    @ParameterizedTest
    @CsvSource({
        "off, 0",
        "100%, 10000",
        "5%, 500",
        "0.5%, 50",
        "0.01%, 1",
        "99.99%, 9999",
        "2.50%, 250",
        "1.05%, 105",
        "007%, 700"
    })
    void textsThatAreShares(String text, int share) {
        assertEquals(share, Shares.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "%",
                "5",
                "0%",
                "0.00%",
                "0.001%",
                "100.01%",
                "101%",
                "-5%",
                "+5%",
                "5 %",
                "5.%",
                ".5%",
                "1.2.3%",
                "5%%",
                "OFF",
                "99999999999999%",
                "5e1%",
                "\u0665%"
            })
    void textsThatAreNot(String text) {
        assertEquals(
                "must be " + Shares.RULE,
                assertThrows(IllegalArgumentException.class, () -> Shares.parse(text))
                        .getMessage());
    }

    @Test
    void everyShareReadsBack() {
        for (int share = 0; share <= Shares.WHOLE; share++) {
            assertEquals(share, Shares.parse(Shares.format(share)));
        }
        assertEquals("off", Shares.format(0));
        assertEquals("5%", Shares.format(500));
        assertEquals("0.5%", Shares.format(50));
        assertEquals("0.05%", Shares.format(5));
        assertEquals("12.34%", Shares.format(1234));
    }
}
