package dev.tidemark.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class CellTest {
    @Test
    void fastestIgnoresWhatWasDisturbed() {
        Cell base = new Cell(List.of(9.0, 2.0, 100.0), true);
        Cell other = new Cell(List.of(3.0, 50.0, 50.0), true);

        assertEquals(2.0, base.nanos());
        assertEquals(1.5, other.ratioTo(base));
    }

    @Test
    void medianIsTheMiddle() {
        assertEquals(3.0, new Cell(List.of(9.0, 1.0, 3.0), false).nanos());
        assertEquals(2.5, new Cell(List.of(9.0, 1.0, 2.0, 3.0), false).nanos());
    }

    @Test
    void textHasThreeDigitsAndAUnit() {
        assertEquals("0.35 ns", cell(0.346).text());
        assertEquals("12.3 µs", cell(12_345).text());
        assertEquals("157 µs", cell(157_000).text());
        assertEquals("1.50 ms", cell(1_500_000).text());
    }

    @Test
    void ratioCarriesTheRangeOfTheRounds() {
        Cell base = new Cell(List.of(1.0, 2.0), true);

        assertEquals("2.00 ns, **2.00×** (1.00–3.00)", new Cell(List.of(3.0, 2.0), true).textWithRatio(base));
        assertEquals("3.00 ns, **3.00×**", cell(3).textWithRatio(cell(1)));
    }

    private static Cell cell(double nanos) {
        return new Cell(List.of(nanos), true);
    }
}
