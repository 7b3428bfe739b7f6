package dev.tidemark.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Writes what was measured into the documentation: the generated parts of {@code BENCHMARKS.md}, and the pictures in {@code
 * bench} beside it. Reads the JSON there and nothing else.
 */
public final class Rendering {
    /** The part that holds the table of targets. */
    static final String TARGETS = "targets";

    private static final String SVG = ".svg";

    private final List<Section> sections;
    private final List<Target> targets;
    private final Path docs;

    /**
     * Of these sections and targets.
     *
     * @param docs the directory of BENCHMARKS.md
     */
    public Rendering(List<Section> sections, List<Target> targets, Path docs) {
        this.sections = sections;
        this.targets = targets;
        this.docs = docs;
    }

    Path results() {
        return docs.resolve("bench");
    }

    private Path page() {
        return docs.resolve("BENCHMARKS.md");
    }

    /** Writes the page and its pictures, and deletes pictures that are no longer shown. */
    void write() throws IOException {
        Map<String, Page> parts = parts();
        Files.writeString(page(), page(parts));
        Map<String, String> pictures = pictures(parts);
        for (Path file : svgFiles()) {
            if (!pictures.containsKey(file.getFileName().toString())) {
                Files.delete(file);
            }
        }
        for (Page part : parts.values()) {
            for (Picture picture : part.pictures()) {
                Svg.write(picture, pictures.get(picture.fileName()), results().resolve(picture.fileName()));
            }
        }
    }

    /** What of the documentation is not made from the results beside it: a line per file, empty if all is. Writes nothing. */
    public List<String> drift() throws IOException {
        List<String> drift = new ArrayList<>();
        Map<String, Page> parts = parts();
        if (!page(parts).equals(Files.readString(page()))) {
            drift.add("BENCHMARKS.md shows other numbers than the results");
        }
        Map<String, String> pictures = new TreeMap<>(pictures(parts));
        for (Map.Entry<String, String> picture : pictures.entrySet()) {
            Path file = results().resolve(picture.getKey());
            if (!Files.exists(file)) {
                drift.add("bench/" + picture.getKey() + " is missing");
            } else if (!Files.readString(file).contains(Svg.comment(picture.getValue()))) {
                drift.add("bench/" + picture.getKey() + " is not of these results");
            }
        }
        for (Path file : svgFiles()) {
            if (!pictures.containsKey(file.getFileName().toString())) {
                drift.add("bench/" + file.getFileName() + " is shown nowhere");
            }
        }
        return drift;
    }

    private List<Path> svgFiles() throws IOException {
        if (!Files.isDirectory(results())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(results())) {
            return files.filter(file -> file.toString().endsWith(SVG)).sorted().toList();
        }
    }

    /** The page as it would be written. */
    private String page(Map<String, Page> parts) throws IOException {
        Map<String, String> markdown = new HashMap<>();
        parts.forEach((name, part) -> markdown.put(name, part.markdown()));
        return GeneratedParts.replace(Files.readString(page()), markdown);
    }

    /** Every generated part. */
    private Map<String, Page> parts() throws IOException {
        Map<String, Page> parts = new HashMap<>();
        for (Section section : sections) {
            Page part = new Page();
            List<SectionResult> measured = ResultFile.of(results(), section.name());
            if (measured.isEmpty()) {
                part.text("Not measured yet: `java -jar bench/target/benchmarks.jar report --section " + section.name()
                        + "`");
            } else {
                section.view().show(measured, part);
                measured.forEach(result -> result.notes()
                        .forEach(note -> part.text("JDK " + result.facts().java() + ": " + note)));
            }
            parts.put(section.name(), part);
        }
        Page verdicts = new Page();
        Verdicts.show(targets, results(), verdicts);
        parts.put(TARGETS, verdicts);
        return parts;
    }

    /** File name to fingerprint of every picture, for the pictures that the parts show. */
    private Map<String, String> pictures(Map<String, Page> parts) throws IOException {
        Map<String, String> pictures = new HashMap<>();
        for (Map.Entry<String, Page> part : parts.entrySet()) {
            for (Picture picture : part.getValue().pictures()) {
                pictures.put(picture.fileName(), ResultFile.fingerprint(results(), part.getKey()));
            }
        }
        return pictures;
    }
}
