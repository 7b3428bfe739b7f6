package dev.tidemark.bench.report;

/**
 * One part of the report.
 *
 * @param name short, lower case: the section's name in the command, the JSON, the markers of the page, and the names of its pictures
 * @param fullMinutes how long the full run takes on one JDK, at most
 * @param quickMinutes the same for the quick run
 * @param measurement what it runs
 * @param view how it is shown
 */
public record Section(String name, double fullMinutes, double quickMinutes, Measurement measurement, View view) {}
