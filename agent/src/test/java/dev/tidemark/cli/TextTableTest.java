package dev.tidemark.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TextTableTest {
    @Test
    void columnsAreAligned() {
        TextTable table = new TextTable("NAME", ">COUNT", "NOTE");
        table.row("a", 1, "");
        table.row("höhe😀", 1234567, "x");
        assertEquals("""
                NAME     COUNT  NOTE
                a            1
                höhe😀  1234567  x
                """, table.render());
    }

    @Test
    void aCellCannotBreakTheTerminal() {
        TextTable table = new TextTable("NAME");
        table.row("a\u001b[31m\nb");
        assertEquals("NAME\na?[31m b\n", table.render());
    }
}
