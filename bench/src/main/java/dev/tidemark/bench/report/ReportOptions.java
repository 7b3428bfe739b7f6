package dev.tidemark.bench.report;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The report's command line.
 *
 * @param quick {@code --quick}: the short run
 * @param render {@code --render}: measure nothing, write the page again
 * @param jvms {@code --jvm JAVA}, repeatable: {@code java} commands to measure; this JVM's own if none is named
 * @param sections {@code --section NAME}, repeatable: all if none is named
 * @param docs {@code --docs DIRECTORY}: holds BENCHMARKS.md, and the results in {@code bench}
 */
public record ReportOptions(boolean quick, boolean render, List<Path> jvms, List<String> sections, Path docs) {
    private static final String CHOICES = "--quick, --render, --jvm JAVA, --section NAME, --docs DIRECTORY";

    /**
     * Parses.
     *
     * @param docs where the documentation is unless the options say
     * @throws IllegalArgumentException if an option is wrong
     */
    public static ReportOptions parse(List<String> arguments, Path docs) {
        boolean quick = false;
        boolean render = false;
        List<Path> jvms = new ArrayList<>();
        List<String> sections = new ArrayList<>();
        for (Iterator<String> rest = arguments.iterator(); rest.hasNext(); ) {
            String option = rest.next();
            switch (option) {
                case "--quick" -> quick = true;
                case "--render" -> render = true;
                case "--jvm" -> jvms.add(java(value(option, rest)));
                case "--section" -> sections.add(value(option, rest));
                case "--docs" -> docs = Path.of(value(option, rest));
                default ->
                    throw new IllegalArgumentException("report has no option " + option + ": it takes " + CHOICES);
            }
        }
        if (!Files.isRegularFile(docs.resolve("BENCHMARKS.md"))) {
            throw new IllegalArgumentException("no BENCHMARKS.md in " + docs + ": name its directory with --docs");
        }
        if (jvms.isEmpty()) {
            jvms.add(Path.of(System.getProperty("java.home"), "bin", "java"));
        }
        return new ReportOptions(quick, render, jvms, sections, docs);
    }

    private static Path java(String value) {
        Path java = Path.of(value);
        if (!Files.isExecutable(java) || Files.isDirectory(java)) {
            throw new IllegalArgumentException("--jvm takes a java command, " + value + " is none");
        }
        return java;
    }

    private static String value(String option, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return rest.next();
    }
}
