package dev.tidemark.bench;

import dev.tidemark.bench.report.Jmh;
import dev.tidemark.bench.report.JmhTables;
import dev.tidemark.bench.report.Section;
import java.util.List;

/** The sections of the report, in the order in which they run. This table is all that the command and the page know of them. */
final class Sections {
    /** What all sections together may take on one JDK, in minutes. */
    static final double FULL_MINUTES = 25;

    /** What the quick run may take. */
    static final double QUICK_MINUTES = 8;

    /** All of them. */
    static final List<Section> ALL = List.of(
            new Section(
                    "barrier",
                    7,
                    2,
                    new Jmh(
                            "BarrierBenchmark -p size=65536 -f 4 -wi 5 -w 100ms -i 10 -r 100ms",
                            "BarrierBenchmark.*(Long|bulk4k) -p size=65536 -f 2 -wi 4 -w 80ms -i 8 -r 80ms"),
                    new JmhTables()),
            new Section(
                    "scan",
                    3,
                    1,
                    new Jmh(
                            "(Scan|Harvest)Benchmark -f 3 -wi 5 -w 100ms -i 10 -r 100ms",
                            "(Scan|Harvest)Benchmark -f 1 -wi 4 -w 80ms -i 8 -r 80ms"),
                    new JmhTables()));

    private Sections() {}
}
