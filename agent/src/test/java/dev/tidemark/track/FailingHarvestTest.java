package dev.tidemark.track;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tidemark.boot.Marks;
import org.junit.jupiter.api.Test;

/** Whoever gets an exception instead of pages has lost none. */
class FailingHarvestTest {
    private static final int PAGES = 130;

    private boolean failing;
    private final PageTable table = new PageTable(
            PAGES,
            Marks.inArray(PAGES),
            () -> {
                if (failing) {
                    throw new SecurityException("no safepoint for you");
                }
            },
            (first, count, into) -> true);
    private final ClientHandle client = new ClientHandle("c", 0);

    @Test
    void aHarvestThatThrowsTookNothing() {
        PageSets.take(table, client, 0, PAGES);
        table.mark(3, 70);
        failing = true;
        assertThrows(SecurityException.class, () -> PageSets.take(table, client, 0, PAGES));
        assertThrows(SecurityException.class, () -> PageSets.take(table, client, 64, PAGES));
        failing = false;
        assertEquals(67, table.count(client));
        assertEquals(67, PageSets.take(table, client, 0, PAGES).pages().count());
    }

    @Test
    void aClearThatThrowsClearedNothing() {
        PageSets.take(table, client, 0, PAGES);
        table.mark(3, 70);
        failing = true;
        assertThrows(SecurityException.class, () -> table.clear(client, 0, PAGES));
        failing = false;
        assertEquals(67, table.count(client));
    }
}
