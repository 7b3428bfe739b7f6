package dev.tidemark.options;

import java.util.ArrayList;
import java.util.List;

/**
 * What became of one option that a second start of the agent asked to change.
 *
 * @param key the option
 * @param applied whether the value that was asked for is in force now
 * @param text {@code key=value: } and what follows from it, or why it cannot be; one line
 */
public record Change(String key, boolean applied, String text) {
    private static final String APPLIED = "applied ";
    private static final String REFUSED = "refused ";

    /** The changes as text, one line each, for {@link #read}. */
    public static String write(List<Change> changes) {
        StringBuilder lines = new StringBuilder();
        for (Change change : changes) {
            lines.append(change.applied ? APPLIED : REFUSED)
                    .append(change.key)
                    .append(' ')
                    .append(change.text.replaceAll("\\p{Cntrl}", " "))
                    .append('\n');
        }
        return lines.toString();
    }

    /** What {@link #write} wrote; lines of any other form, which another version may write, are left out. */
    public static List<Change> read(String lines) {
        List<Change> changes = new ArrayList<>();
        for (String line : lines.split("\n")) {
            String[] words = line.split(" ", 3);
            boolean applied = line.startsWith(APPLIED);
            if (words.length == 3 && (applied || line.startsWith(REFUSED))) {
                changes.add(new Change(words[1], applied, words[2]));
            }
        }
        return changes;
    }
}
