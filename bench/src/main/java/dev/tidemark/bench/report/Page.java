package dev.tidemark.bench.report;

import java.util.ArrayList;
import java.util.List;

/** Collects what a section shows: Markdown, and pictures beside it. Not safe for several threads. */
public final class Page {
    private final List<String> blocks = new ArrayList<>();
    private final List<Picture> pictures = new ArrayList<>();

    /** A paragraph, or any other Markdown that stands for itself. */
    public void text(String markdown) {
        blocks.add(markdown.strip());
    }

    /**
     * A table. The first column is text, all others are numbers.
     *
     * @param rows each as long as {@code header}
     */
    public void table(List<String> header, List<List<String>> rows) {
        StringBuilder table = new StringBuilder(line(header));
        table.append(line(header.stream()
                .map(column -> column.equals(header.get(0)) ? "---" : "---:")
                .toList()));
        for (List<String> row : rows) {
            if (row.size() != header.size()) {
                throw new IllegalArgumentException("a row of " + row.size() + " cells under " + header);
            }
            table.append(line(row));
        }
        text(table.toString());
    }

    /** A picture, shown here. */
    public void picture(Picture picture) {
        pictures.add(picture);
        text("![" + picture.chart().getTitle() + "](bench/" + picture.fileName() + ")");
    }

    /** All that was written, a blank line between blocks. */
    public String markdown() {
        return String.join("\n\n", blocks) + "\n";
    }

    List<Picture> pictures() {
        return List.copyOf(pictures);
    }

    private static String line(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }
}
