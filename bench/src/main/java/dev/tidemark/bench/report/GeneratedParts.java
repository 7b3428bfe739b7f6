package dev.tidemark.bench.report;

import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The parts of a hand-written Markdown page that are generated: from {@code <!-- generated: NAME -->} to {@code <!-- end: NAME -->},
 * each marker on a line of its own.
 */
final class GeneratedParts {
    private static final Pattern PART = Pattern.compile("(?ms)^<!-- generated: (\\S+) -->\n.*?^<!-- end: \\1 -->$");

    private GeneratedParts() {}

    /**
     * The page with all its parts replaced, and nothing else changed.
     *
     * @param parts name to Markdown
     * @throws IllegalStateException if the page and {@code parts} do not name the same parts
     */
    static String replace(String page, Map<String, String> parts) {
        TreeSet<String> marked =
                PART.matcher(page).results().map(part -> part.group(1)).collect(Collectors.toCollection(TreeSet::new));
        if (!marked.equals(parts.keySet())) {
            throw new IllegalStateException(
                    "the page marks the parts " + marked + ", the report has " + new TreeSet<>(parts.keySet())
                            + ": each needs a line <!-- generated: NAME --> and a line <!-- end: NAME -->");
        }
        return PART.matcher(page).replaceAll(part -> Matcher.quoteReplacement(part(part, parts)));
    }

    private static String part(MatchResult part, Map<String, String> parts) {
        String name = part.group(1);
        return "<!-- generated: " + name + " -->\n\n" + parts.get(name).strip() + "\n\n<!-- end: " + name + " -->";
    }
}
