package dev.tidemark.cli;

import java.util.ArrayList;
import java.util.List;

/** Rows in aligned columns, two blanks apart. A column whose title starts with {@code >} is aligned to the right. */
final class TextTable {
    private final boolean[] right;
    private final List<String[]> rows = new ArrayList<>();

    TextTable(String... titles) {
        right = new boolean[titles.length];
        String[] header = new String[titles.length];
        for (int i = 0; i < titles.length; i++) {
            right[i] = titles[i].startsWith(">");
            header[i] = right[i] ? titles[i].substring(1) : titles[i];
        }
        rows.add(header);
    }

    /** Adds a row of as many cells as there are titles; control characters are shown as {@code ?}. */
    void row(Object... cells) {
        String[] row = new String[right.length];
        for (int i = 0; i < row.length; i++) {
            row[i] = Failures.oneLine(String.valueOf(cells[i]));
        }
        rows.add(row);
    }

    /** The table, each line ended with a line break and without blanks at its end. */
    String render() {
        int[] widths = new int[right.length];
        for (String[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                widths[i] = Math.max(widths[i], row[i].codePointCount(0, row[i].length()));
            }
        }
        StringBuilder text = new StringBuilder();
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.length; i++) {
                String blanks = " ".repeat(widths[i] - row[i].codePointCount(0, row[i].length()));
                line.append(i == 0 ? "" : "  ").append(right[i] ? blanks + row[i] : row[i] + blanks);
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
