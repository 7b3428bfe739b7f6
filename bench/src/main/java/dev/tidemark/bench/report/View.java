package dev.tidemark.bench.report;

import java.util.List;

/** How a section's rows are shown. */
@FunctionalInterface
public interface View {
    /**
     * Writes tables and pictures.
     *
     * @param results of this section, one per JDK, oldest JDK first; not empty
     */
    void show(List<SectionResult> results, Page page);
}
