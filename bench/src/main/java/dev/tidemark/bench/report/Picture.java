package dev.tidemark.bench.report;

import org.knowm.xchart.internal.chartpart.Chart;

/**
 * A chart that becomes an SVG file in {@code docs/bench}. Its title is also the text for readers who do not see it.
 *
 * @param name of the file, without its ending: lower case, dashes, the section's name first
 * @param chart as XChart made it, with a title
 */
public record Picture(String name, Chart<?, ?> chart) {
    String fileName() {
        return name + ".svg";
    }
}
