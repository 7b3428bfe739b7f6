package dev.tidemark.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JmhTablesTest {
    @Test
    void conditionsAreColumnsWithRatiosToTheFirst() {
        Page page = new Page();

        JmhTables.tables(List.of(row("NO_AGENT", 1, 2), row("THIS_TRACKED", 3, 3)), page);

        assertEquals("""
                | ABenchmark | no agent | this tracked |
                | --- | ---: | ---: |
                | put, heap, 64 KiB | 1.50 ns | 3.00 ns, **2.00×** (1.50–3.00) |
                """, page.markdown());
    }

    @Test
    void eachClassHasAPicture() {
        Facts facts = new Facts(25, "a JVM", "a processor", 2, 4, "a system");
        List<Row> rows = List.of(
                row("NO_AGENT", 1, 2),
                row("THIS_TRACKED", 3, 3),
                Row.of("BBenchmark.scan", Map.of("pattern", "FULL"), "ns", List.of(7.0)));
        Page page = new Page();

        new JmhTables().show(List.of(new SectionResult("a", facts, "2026-11-01", true, 1, 0, List.of(), rows)), page);

        assertTrue(page.markdown().contains("![ABenchmark, JDK 25](bench/a-25.svg)"), page.markdown());
        assertTrue(page.markdown().contains("![BBenchmark, JDK 25](bench/a-b-25.svg)"), page.markdown());
    }

    private static Row row(String condition, double first, double second) {
        Map<String, String> parameters = Map.of("condition", condition, "kind", "HEAP", "size", "65536");
        return Row.of("ABenchmark.put", parameters, "ns", List.of(first, second));
    }
}
