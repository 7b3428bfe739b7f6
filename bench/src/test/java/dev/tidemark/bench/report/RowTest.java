package dev.tidemark.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RowTest {
    @Test
    void valueIsTheMedianOfTheMediansOfTheForks() {
        Row row = new Row(
                "a", new java.util.TreeMap<>(), "ns", List.of(List.of(1.0, 9.0, 2.0), List.of(7.0, 5.0), List.of(4.0)));

        assertEquals(List.of(2.0, 6.0, 4.0), row.forks());
        assertEquals(4.0, row.value());
    }

    @Test
    void ratioIsOfTheMediansAndItsRangeOfTheRounds() {
        Row base = Row.of("a", Map.of(), "ns", List.of(1.0, 2.0, 4.0));
        Row other = Row.of("a", Map.of(), "ns", List.of(3.0, 3.0, 3.0));

        assertEquals(1.5, other.ratioTo(base));
        assertEquals(List.of(3.0, 1.5, 0.75), other.ratiosTo(base));
        assertEquals("**1.50×** (0.75–3.00)", Text.ratioOf(other, base));
    }

    @Test
    void nothingMeasuredIsNoRow() {
        assertThrows(IllegalArgumentException.class, () -> Row.of("a", Map.of("b", "c"), "ns", List.of()));
    }
}
