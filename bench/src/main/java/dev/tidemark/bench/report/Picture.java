package dev.tidemark.bench.report;

import org.knowm.xchart.internal.chartpart.Chart;

/**
 * A chart that becomes an SVG file in {@code docs/bench}.
 *
 * @param name of the file, without its ending: lower case, dashes, the section's name first
 * @param title for readers who do not see it
 * @param chart as XChart made it
 */
public record Picture(String name, String title, Chart<?, ?> chart) {
    String fileName() {
        return name + ".svg";
    }
}
