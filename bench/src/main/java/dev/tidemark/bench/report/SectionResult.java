package dev.tidemark.bench.report;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one section measured on one JVM.
 *
 * @param section the section's name
 * @param facts where
 * @param date when it ended, {@code 2026-11-23}
 * @param quick whether the short run was asked for
 * @param seconds how long it took
 * @param loadBefore the system's load average of the last minute when it started: 0 on a machine that did nothing else
 * @param notes what could not be measured here, and why; a sentence each
 * @param rows what was measured
 */
public record SectionResult(
        String section,
        Facts facts,
        String date,
        boolean quick,
        long seconds,
        double loadBefore,
        List<String> notes,
        List<Row> rows) {

    /** The row with exactly these parameters, if it was measured. */
    public Optional<Row> row(String what, Map<String, String> parameters) {
        return rows.stream()
                .filter(row -> row.what().equals(what) && row.parameters().equals(parameters))
                .findFirst();
    }

    /** The row that differs from {@code row} in the value of one parameter. */
    public Optional<Row> sibling(Row row, String parameter, String value) {
        return rows.stream()
                .filter(other -> other.what().equals(row.what()))
                .filter(other -> other.parameter(parameter).equals(value))
                .filter(other -> other.without(parameter).equals(row.without(parameter)))
                .findFirst();
    }

    /** One line for the reader: where, when, how. */
    public String origin() {
        return facts.text() + ", " + date + ", " + (quick ? "quick run" : "full run") + ", " + seconds + " s, load "
                + loadBefore + " before it.";
    }
}
