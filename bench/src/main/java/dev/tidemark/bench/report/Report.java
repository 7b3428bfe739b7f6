package dev.tidemark.bench.report;

import com.google.gson.Gson;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The report command: measures sections, one after the other, on each JVM, keeps the results, and writes the page. */
public final class Report {
    private final List<Section> sections;
    private final List<Target> targets;
    private final JmhRunner jmh;
    private final Path agent;
    private final PrintStream progress;

    /**
     * A report.
     *
     * @param sections all there are
     * @param targets what they must show
     * @param agent the finished agent
     * @param progress a line per step
     */
    public Report(List<Section> sections, List<Target> targets, JmhRunner jmh, Path agent, PrintStream progress) {
        this.sections = sections;
        this.targets = targets;
        this.jmh = jmh;
        this.agent = agent;
        this.progress = progress;
    }

    /**
     * Runs.
     *
     * @return whether every section could be measured; what could be is kept in any case
     * @throws IllegalArgumentException if a section does not exist
     */
    public boolean run(ReportOptions options) throws IOException, InterruptedException {
        Rendering rendering = new Rendering(sections, targets, options.docs());
        boolean complete = true;
        if (!options.render()) {
            List<Section> selected = selected(options.sections());
            for (Path jvm : options.jvms()) {
                for (Section section : selected) {
                    complete &= measure(section, jvm, options.quick(), rendering.results());
                }
            }
        }
        rendering.write();
        return complete;
    }

    private List<Section> selected(List<String> names) {
        List<String> all = sections.stream().map(Section::name).toList();
        for (String name : names) {
            if (!all.contains(name)) {
                throw new IllegalArgumentException("no section " + name + ": there are " + String.join(", ", all));
            }
        }
        return sections.stream()
                .filter(section -> names.isEmpty() || names.contains(section.name()))
                .toList();
    }

    private boolean measure(Section section, Path jvm, boolean quick, Path results)
            throws IOException, InterruptedException {
        double minutes = quick ? section.quickMinutes() : section.fullMinutes();
        progress.printf(Locale.ROOT, "%s on %s, at most %.1f minutes%n", section.name(), jvm, minutes);
        Path scratch = Files.createTempDirectory("tidemark-report");
        long start = System.nanoTime();
        double load = Math.max(0, ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        try {
            List<String> notes = new ArrayList<>();
            Bench bench = new Bench(jvm, agent, quick, scratch, jmh, notes);
            Facts facts = new Gson().fromJson(String.join("\n", bench.fork(Facts.class, List.of())), Facts.class);
            List<Row> rows = section.measurement().measure(bench);
            long seconds = Math.round((System.nanoTime() - start) / 1e9);
            if (seconds > minutes * 60) {
                progress.printf(Locale.ROOT, "%s took %d s, more than it may%n", section.name(), seconds);
            }
            ResultFile.put(
                    results,
                    new SectionResult(
                            section.name(),
                            facts,
                            LocalDate.now().toString(),
                            quick,
                            seconds,
                            Math.round(load * 10) / 10.0,
                            List.copyOf(notes),
                            rows));
            return true;
        } catch (InterruptedException | Error e) {
            throw e;
        } catch (Exception e) {
            progress.println(section.name() + " on " + jvm + " failed, and keeps what it had: " + e);
            return false;
        } finally {
            delete(scratch);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
