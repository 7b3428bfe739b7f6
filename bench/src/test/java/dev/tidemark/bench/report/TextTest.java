package dev.tidemark.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TextTest {
    @Test
    void nanosHaveThreeDigitsAndAUnit() {
        assertEquals("0.346 ns", Text.nanos(0.346));
        assertEquals("3.46 ns", Text.nanos(3.456));
        assertEquals("12.3 µs", Text.nanos(12_345));
        assertEquals("157 µs", Text.nanos(157_000));
        assertEquals("1.50 ms", Text.nanos(1_500_000));
        assertEquals("2.00 s", Text.nanos(2e9));
    }

    @Test
    void bytesTakeTheLargestUnitThatDividesThem() {
        assertEquals("512 B", Text.bytes(512));
        assertEquals("1025 B", Text.bytes(1025));
        assertEquals("64 KiB", Text.bytes(65_536));
        assertEquals("1 TiB", Text.bytes(1L << 40));
    }
}
