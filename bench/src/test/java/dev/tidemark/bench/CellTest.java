package dev.tidemark.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class CellTest {
    @Test
    void ratioIsTheMedianOfTheRoundsNotTheRatioOfTheMedians() {
        Cell base = new Cell(List.of(1.0, 10.0, 2.0));
        Cell other = new Cell(List.of(2.0, 10.0, 6.0)); // quotients 2, 1, 3; medians 2 and 6

        assertEquals(2.0, other.ratioTo(base));
    }

    @Test
    void medianOfAnEvenNumberIsTheMiddle() {
        assertEquals(2.5, Cell.median(List.of(9.0, 1.0, 2.0, 3.0)));
    }

    @Test
    void textHasThreeDigitsAndAUnit() {
        assertEquals("0.35 ns", new Cell(List.of(0.346)).text());
        assertEquals("12.3 µs", new Cell(List.of(12_345.0)).text());
        assertEquals("157 µs", new Cell(List.of(157_000.0)).text());
        assertEquals("1.50 ms", new Cell(List.of(1_500_000.0)).text());
    }

    @Test
    void ratioCarriesItsRange() {
        Cell base = new Cell(List.of(1.0, 2.0));

        assertEquals("2.50 ns, **2.00×** (1.00–3.00)", new Cell(List.of(3.0, 2.0)).textWithRatio(base));
        assertEquals("3.00 ns, **3.00×**", new Cell(List.of(3.0)).textWithRatio(base));
    }
}
