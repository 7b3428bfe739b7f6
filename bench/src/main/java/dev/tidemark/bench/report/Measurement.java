package dev.tidemark.bench.report;

import java.util.List;

/** How a section measures on one JVM. */
@FunctionalInterface
public interface Measurement {
    /**
     * Measures in forks of {@link Bench#java()}.
     *
     * @return what was measured
     * @throws Exception if it could not be measured; the section then keeps what it had
     */
    List<Row> measure(Bench bench) throws Exception;
}
