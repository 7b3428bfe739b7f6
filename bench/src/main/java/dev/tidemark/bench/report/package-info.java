/**
 * The report: one command that measures every {@link dev.tidemark.bench.report.Section} on one or more JVMs, keeps what it measured as
 * JSON in {@code docs/bench}, and writes tables and pictures from that JSON into {@code docs/BENCHMARKS.md}.
 *
 * <p><b>Rule of this package.</b> Measuring and showing meet only in the JSON: a {@link dev.tidemark.bench.report.Measurement} makes
 * {@link dev.tidemark.bench.report.Row}s, a {@link dev.tidemark.bench.report.View} sees nothing else. So every number of the page can
 * be traced, and the page can be written again without measuring. Everything here runs in the JVM of the command; what is measured
 * runs in forks.
 *
 * <p>A new section is a line in {@link dev.tidemark.bench.report.Sections}, two markers in the page, and, where it has to show
 * something, a line in {@link dev.tidemark.bench.report.Targets}.
 */
package dev.tidemark.bench.report;
