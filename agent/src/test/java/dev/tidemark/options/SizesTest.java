package dev.tidemark.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SizesTest {
    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "4096, 4096",
        "64k, 65536",
        "16M, 16777216",
        "2g, 2147483648",
        "007k, 7168",
        "9223372036854775807, 9223372036854775807",
        "8589934591g, 9223372035781033984"
    })
    void readsBytesAndUnits(String text, long bytes) {
        assertEquals(bytes, Sizes.parse(text, Sizes.RULE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "0k", "-1", "+1", "k", "1.5m", "16mb", "16 m", " 16m", "0x10", "1t", "m16", "١"})
    void refusesWhatIsNoSize(String text) {
        Exception refusal = assertThrows(IllegalArgumentException.class, () -> Sizes.parse(text, Sizes.RULE));
        assertEquals("must be " + Sizes.RULE, refusal.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"9223372036854775808", "8589934592g", "9007199254740992k", "99999999999999999999999"})
    void refusesWhatALongCannotHold(String text) {
        Exception refusal = assertThrows(IllegalArgumentException.class, () -> Sizes.parse(text, Sizes.RULE));
        assertTrue(refusal.getMessage().startsWith("must be less than 2^63 bytes"), refusal.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "1000, 1000",
        "1024, 1k",
        "65536, 64k",
        "16777216, 16m",
        "2147483648, 2g",
        "1049600, 1025k",
        "9223372036854775807, 9223372036854775807"
    })
    void formatsWhatItReadsBack(long bytes, String text) {
        assertEquals(text, Sizes.format(bytes));
        assertEquals(bytes, Sizes.parse(text, Sizes.RULE));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "1023, 1023 B",
        "1024, 1 KiB",
        "1536, 1.5 KiB",
        "1048575, 1 MiB",
        "16777216, 16 MiB",
        "1610612736, 1.5 GiB",
        "9223372036854775807, 8 EiB"
    })
    void speaksToPeople(long bytes, String text) {
        assertEquals(text, Sizes.human(bytes));
    }

    @Test
    void addsExactBytesWhereTheyAreRounded() {
        assertEquals("100 bytes", Sizes.humanAndExact(100));
        assertEquals("1.5 KiB (1537 bytes)", Sizes.humanAndExact(1537));
    }
}
